import type { QueuedReading } from "../agent/review-queue";
import type { AccountMeter, KnownReading } from "../api/signed-in-service";
import { aMeter, aRegister } from "./a-meter";

export const anAccountMeter = (change: Partial<AccountMeter> = {}): AccountMeter => ({
  ...aMeter(),
  accountNumber: "8500417731",
  installedOn: "2019-05-14",
  ...change,
});

export const aKnownReading = (change: Partial<KnownReading> = {}): KnownReading => ({
  id: "R-1",
  sequence: 41,
  readDate: "2026-11-23",
  submittedAt: "2026-11-23T09:30:00Z",
  source: "CUSTOMER",
  status: "ACCEPTED",
  reason: null,
  decidedBy: null,
  decidedAt: null,
  decisionReason: null,
  withdrawableUntil: null,
  registers: [{ register: aRegister(), value: "16090", advance: 130, kwh: "130" }],
  consumption: null,
  findings: [],
  ...change,
});

export const aQueuedReading = (id: string, change: Partial<QueuedReading> = {}): QueuedReading => ({
  ...aKnownReading({ id, status: "UNDER_REVIEW" }),
  reviewDueAt: null,
  escalatedAt: null,
  meter: anAccountMeter(),
  ...change,
});
