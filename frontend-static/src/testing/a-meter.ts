import type { Finding, Meter, Receipt, Register } from "../api/guest-service";

export const aRegister = (change: Partial<Register> = {}): Register => ({
  id: "1",
  role: "ANYTIME",
  digits: 5,
  unit: "KWH",
  ...change,
});

export const aMeter = (change: Partial<Meter> = {}): Meter => ({
  id: "m-1",
  fuel: "ELECTRICITY",
  supplyPoint: "4502",
  serial: "4512",
  removedOn: null,
  sequence: 41,
  registers: [aRegister()],
  ...change,
});

export const anEconomy7Meter = (): Meter =>
  aMeter({ registers: [aRegister({ id: "1", role: "NIGHT" }), aRegister({ id: "2", role: "DAY" })] });

export const aFinding = (change: Partial<Finding> = {}): Finding => ({
  code: "HIGHER_THAN_EXPECTED",
  register: "1",
  message: "Higher than we would expect.",
  suggestions: [],
  ...change,
});

export const aReceipt = (change: Partial<Receipt> = {}): Receipt => ({
  reference: "R-1",
  signature: "s",
  meterEnding: "4512",
  readDate: "2026-11-23",
  values: ["16090"],
  receivedAt: "2026-11-23T09:30:00Z",
  status: "ACCEPTED",
  ...change,
});
