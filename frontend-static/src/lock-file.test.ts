import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

test("the lock file names no host, so that it installs from any registry (npm run tidy-lock)", () => {
  const lock = readFileSync(new URL("../package-lock.json", import.meta.url), "utf8");

  expect(lock.match(/\w+:\/\/[^"]+/g)).toBeNull();
});
