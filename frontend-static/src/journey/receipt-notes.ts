import type { Finding } from "../api/guest-service";

/** What is still worth telling once a reading is stored; the rest asked for a look at the meter, which has been had. */
const worthTelling: ReadonlySet<Finding["code"]> = new Set(["BELOW_ESTIMATE", "DECIMALS_DROPPED"]);

export function receiptNotes(findings: readonly Finding[]): Finding[] {
  return findings.filter(({ code }) => worthTelling.has(code));
}
