import type { Finding, Meter } from "../api/guest-service";
import type { MeterReading } from "./meter-reading";

/** A likely slip, with the register in which it would have happened where that is known. */
export interface Suggestion {
  readonly register: string | null;
  readonly kind: Finding["suggestions"][number]["kind"];
  readonly message: string;
  readonly value: string | null;
}

/** What one tap does about a slip. Whatever it changes is sent again, for the service to judge. */
export type Fix =
  | { readonly is: "use"; readonly register: string; readonly value: string }
  | { readonly is: "swap" }
  /** The reading is of another meter of the account. */
  | { readonly is: "move"; readonly meter: Meter }
  /** The meter was exchanged: who it belongs to is asked again, by the details of the new one. */
  | { readonly is: "new-meter" };

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

/** What one tap can do about a slip of a reading of `meter`; nothing for those that only a person can put right. */
export function fixesOf({ kind, register, value }: Suggestion, meter: Meter, others: readonly Meter[]): Fix[] {
  const [first, second] = meter.registers;
  switch (kind) {
    case "REGISTERS_SWAPPED":
      return second ? [{ is: "swap" }] : [];
    case "OTHER_METER":
      return others.filter((other) => canTake(other, meter)).map((other) => ({ is: "move", meter: other }));
    case "METER_EXCHANGED":
      return [{ is: "new-meter" }];
    default: {
      const inRegister = register ?? (second ? undefined : first?.id);
      return value !== null && inRegister ? [{ is: "use", register: inRegister, value }] : [];
    }
  }
}

/** Changes the values as a fix says. */
export function apply(fix: Extract<Fix, { is: "use" | "swap" }>, reading: MeterReading): void {
  const [first, second] = reading.meter.registers;
  if (fix.is === "use") reading.setValue(fix.register, fix.value);
  else if (first && second) reading.swapValues(first, second);
}

/** The values of a reading by the registers of the meter that it is really of. */
export function valuesFor(meter: Meter, reading: MeterReading): Record<string, string> {
  return Object.fromEntries(
    meter.registers.map(({ id, role }, index) => {
      const { registers } = reading.meter;
      const shown = registers.find((register) => register.role === role) ?? registers[index];
      return [id, shown ? reading.value(shown.id) : ""];
    }),
  );
}

const canTake = (other: Meter, meter: Meter) =>
  other.id !== meter.id && !other.removedOn && other.registers.length === meter.registers.length;
