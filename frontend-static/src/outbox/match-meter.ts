import type { Meter } from "../api/guest-service";
import type { Entry, KeptValue } from "./entry";

/** The open meters that show what was typed: of its fuel, and with its registers. */
export function metersFor({ fuel, values }: Pick<Entry, "fuel" | "values">, meters: readonly Meter[]): Meter[] {
  return meters.filter(
    (meter) =>
      !meter.removedOn &&
      meter.fuel === fuel &&
      meter.registers.length === values.length &&
      meter.registers.every(({ role }) => values.some((value) => value.role === role)),
  );
}

/** The values with the registers of a meter that they belong to by their roles. */
export function placed(values: readonly KeptValue[], meter: Meter): KeptValue[] {
  return meter.registers.map(({ id, role }) => ({
    role,
    register: id,
    value: values.find((value) => value.role === role)?.value ?? "",
  }));
}
