import type { StartGuestJourneyInput, SubmitReadingInput } from "../api/generated/operations";
import type { JourneyStart, Meter, ReadingOutcome, Register } from "../api/guest-service";
import type { TroubleKind } from "../api/trouble";

export type Received = Extract<ReadingOutcome, { receipt: unknown }>;
export type Unstored = Exclude<ReadingOutcome, Received>;
export type Proven = Extract<JourneyStart, { token: string }>;

/** Why a reading cannot go on without the person who typed it. */
export type Why = "confirm" | "rejected" | "expired" | "refused" | "choose-meter" | "unusable";

export type EntryState =
  /** `attempts` went before; `notBefore` is an RFC 3339 instant. */
  | { readonly is: "waiting"; readonly attempts: number; readonly notBefore?: string; readonly trouble?: TroubleKind }
  /** On its way, or was so when its page ended: whether it arrived is known only by sending it again. */
  | { readonly is: "sending"; readonly attempts: number }
  | {
      readonly is: "needs-you";
      readonly why: Why;
      /** The service's verdict, for confirm and rejected. */
      readonly outcome?: Unstored;
      /** The service's sentence, and the field it is about. */
      readonly message?: string;
      readonly field?: string | undefined;
    }
  | { readonly is: "received"; readonly outcome: Received };

export interface KeptValue {
  readonly role: Register["role"];
  /** Empty until the meter is known. */
  readonly register: string;
  readonly value: string;
}

/** A reading on this device, from before it is sent until the service's receipt is here. */
export interface Entry {
  /** The reading's idempotency key, which stays the same however often it is sent. */
  readonly key: string;
  readonly keptAt: string;
  readonly fuel: Meter["fuel"];
  readonly readDate: string;
  readonly values: readonly KeptValue[];
  /** What was typed without a network to show whose meter it is; gone once the receipt is here. */
  readonly proof?: StartGuestJourneyInput | undefined;
  /** Once the guest is identified. */
  readonly token?: string | undefined;
  readonly meters?: readonly Meter[] | undefined;
  readonly meter?: Meter | undefined;
  readonly confirmationToken?: string | undefined;
  readonly state: EntryState;
}

export function entryOf(
  input: SubmitReadingInput,
  token: string,
  meter: Meter,
  meters: readonly Meter[],
  keptAt: string,
): Entry {
  return {
    key: input.idempotencyKey,
    keptAt,
    fuel: meter.fuel,
    readDate: input.readDate,
    values: meter.registers.map(({ id, role }) => ({
      role,
      register: id,
      value: input.registers.find(({ register }) => register === id)?.value ?? "",
    })),
    token,
    meter,
    meters,
    confirmationToken: input.confirmationToken ?? undefined,
    state: { is: "waiting", attempts: 0 },
  };
}

export function inputOf({ key, readDate, values, confirmationToken }: Entry, meter: Meter): SubmitReadingInput {
  return {
    meterId: meter.id,
    readDate,
    registers: values.map(({ register, value }) => ({ register, value })),
    idempotencyKey: key,
    ...(confirmationToken ? { confirmationToken } : {}),
  };
}

/** Whether it is time to send it. One "on its way" is, for whoever is the only one sending: its page has ended. */
export function isDue({ state }: Entry, now: Date): boolean {
  if (state.is === "sending") return true;
  return state.is === "waiting" && !(state.notBefore && new Date(state.notBefore) > now);
}
