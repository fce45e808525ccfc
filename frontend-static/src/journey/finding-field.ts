import type { Finding, Meter } from "../api/guest-service";
import { findingInWords } from "../text/server-in-words";
import { registerField } from "./meter-reading";
import type { Problem } from "./problem";

const aboutTheDate: ReadonlySet<Finding["code"]> = new Set([
  "DATE_IN_FUTURE",
  "DATE_TOO_OLD",
  "OUTSIDE_SUPPLY",
  "DUPLICATE_READING",
]);

/** Which field of the form a finding is about: its register, or the read date, or the first register. */
export function fieldOf(finding: Finding, meter: Meter): string {
  const named = meter.registers.find((register) => register.id === finding.register);
  if (!named && aboutTheDate.has(finding.code)) return "readDate";
  return registerField((named ?? meter.registers[0])?.id ?? "");
}

export function problemsOf(findings: readonly Finding[], meter: Meter): Problem[] {
  return findings.map((finding) => ({ field: fieldOf(finding, meter), message: findingInWords(finding) }));
}

/** Which field of the reading form the service means by "readDate" or "registers.0.value". */
export function fieldAt(path: string | undefined, meter: Meter): string {
  const index = /registers\.(\d+)/.exec(path ?? "")?.[1];
  const register = meter.registers[Number(index ?? 0)] ?? meter.registers[0];
  return path?.endsWith("readDate") ? "readDate" : registerField(register?.id ?? "");
}
