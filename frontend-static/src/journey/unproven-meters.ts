import type { Meter, Register } from "../api/guest-service";

/** How many digits, and of which unit, nobody knows yet. */
const aRegister = (role: Register["role"], unit: Register["unit"]): Register => ({ id: role, role, unit, digits: 0 });

const anUnprovenMeter = (id: string, fuel: Meter["fuel"], registers: Register[]): Meter => ({
  id,
  fuel,
  registers,
  supplyPoint: "",
  serial: "",
  removedOn: null,
  sequence: 0,
});

/** What a guest can say of a meter when there is no network to ask whose it is: its fuel and its rates. */
export const unprovenMeters: readonly Meter[] = [
  anUnprovenMeter("unproven-electricity", "ELECTRICITY", [aRegister("ANYTIME", "KWH")]),
  anUnprovenMeter("unproven-two-rates", "ELECTRICITY", [aRegister("DAY", "KWH"), aRegister("NIGHT", "KWH")]),
  anUnprovenMeter("unproven-gas", "GAS", [aRegister("ANYTIME", "CUBIC_METRE")]),
];

export const isUnproven = (meter: Meter) => unprovenMeters.includes(meter);
