import type { MeterChange } from "../api/guest-service";

type Reading = MeterChange["reading"];

export const aStoredReading = (change: Partial<Reading> = {}): Reading => ({
  id: "R-1",
  readDate: "2026-11-23",
  submittedAt: "2026-11-23T09:30:00Z",
  status: "ACCEPTED",
  registers: [{ register: { id: "1", role: "ANYTIME" }, value: "16090" }],
  ...change,
});

export const aChange = (
  sequence: number,
  kind: MeterChange["kind"] = "READING_ACCEPTED",
  reading: Partial<Reading> = {},
): MeterChange => ({
  sequence,
  kind,
  occurredAt: `2026-11-23T09:${String(sequence % 60).padStart(2, "0")}:00Z`,
  reading: aStoredReading(reading),
});
