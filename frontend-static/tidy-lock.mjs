// npm writes funding links into the lock file; ours names no host at all, so that it works with any registry.
import { readFileSync, writeFileSync } from "node:fs";

const path = new URL("./package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(path, "utf8"));
for (const installed of Object.values(lock.packages)) {
  delete installed.funding;
  delete installed.resolved;
}
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
