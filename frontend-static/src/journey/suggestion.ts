import type { Finding } from "../api/guest-service";
import type { MeterReading } from "./meter-reading";

/** A likely slip, with the register in which it would have happened where that is known. */
export interface Suggestion {
  readonly register: string | null;
  readonly kind: Finding["suggestions"][number]["kind"];
  readonly message: string;
  readonly value: string | null;
}

/** Every likely slip once: two registers may both point at one. */
export function suggestionsIn(findings: readonly Finding[]): Suggestion[] {
  const once = new Map<string, Suggestion>();
  for (const { register, suggestions } of findings) {
    for (const { kind, message, value } of suggestions) {
      const key = value === null ? message : `${register} ${value}`;
      if (!once.has(key)) once.set(key, { register, kind, message, value });
    }
  }
  return [...once.values()];
}

/** Whether one tap can do what the suggestion says; some only say what may have happened. */
export function canApply({ kind, register, value }: Suggestion, reading: MeterReading): boolean {
  const { registers } = reading.meter;
  if (kind === "REGISTERS_SWAPPED") return registers.length === 2;
  return value !== null && (register !== null || registers.length === 1);
}

/** Changes the reading as suggested. It must be sent again: the service judges it like any other. */
export function apply({ kind, register, value }: Suggestion, reading: MeterReading): void {
  const [first, second] = reading.meter.registers;
  if (kind === "REGISTERS_SWAPPED" && first && second) {
    reading.swapValues(first, second);
  } else if (value !== null && first) {
    reading.setValue(register ?? first.id, value);
  }
}
