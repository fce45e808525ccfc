import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";

const site = fileURLToPath(new URL("../../", import.meta.url));
const schema = readFileSync(join(site, "../backend/meter_reads/api/schema.graphql"), "utf8");
const folders: string[] = [];
const patienceMs = 120_000;

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** The first two steps of `npm run build`, of a copy of the site beside a schema. What they say against it, if anything. */
function complaintOfBuildWith(changed: string): string | undefined {
  const copy = mkdtempSync(join(tmpdir(), "site-"));
  folders.push(copy);
  for (const part of ["src", "generate-operations.mjs", "package.json", "tsconfig.json", "build", "vite.config.ts"]) {
    cpSync(join(site, part), join(copy, part), { recursive: true });
  }
  rmSync(join(copy, "src/api/generated"), { recursive: true, force: true });
  mkdirSync(join(copy, "src/api/generated"));
  symlinkSync(join(site, "node_modules"), join(copy, "node_modules"));
  writeFileSync(join(copy, "schema.graphql"), changed);
  const run = (script: string, ...given: string[]) =>
    execFileSync(process.execPath, [script, ...given], {
      cwd: copy,
      env: { ...process.env, SCHEMA: join(copy, "schema.graphql") },
      stdio: "pipe",
    });
  try {
    run("generate-operations.mjs");
    run("node_modules/typescript/bin/tsc", "--noEmit");
    return undefined;
  } catch (failed) {
    const { stdout, stderr } = failed as { stdout: Buffer; stderr: Buffer };
    return `${stdout}${stderr}`;
  }
}

function changed(from: RegExp, to: string): string {
  expect(schema).toMatch(from);
  return schema.replace(from, to);
}

test("the site builds with the schema that is served", { timeout: patienceMs }, () => {
  expect(complaintOfBuildWith(schema)).toBeUndefined();
});

test.each([
  ["a field has another name", changed(/^ {2}confirmationToken: String!$/m, "  token: String!"), "confirmationToken"],
  ["an argument is asked for", changed(/startGuestJourney\(/, "startGuestJourney(captcha: String!, "), "captcha"],
  ["a value may be missing", changed(/^ {2}signature: String!$/m, "  signature: String"), "string | null"],
  [
    "there is a finding without words",
    changed(/^enum ReadingCode \{$/m, "enum ReadingCode {\n  COUNTERFEIT"),
    "COUNTERFEIT",
  ],
])("the build fails where %s", { timeout: patienceMs }, (_, broken, complaint) => {
  expect(complaintOfBuildWith(broken)).toContain(complaint);
});
