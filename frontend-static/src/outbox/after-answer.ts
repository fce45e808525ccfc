import type { ReadingOutcome } from "../api/guest-service";
import type { Trouble } from "../api/trouble";
import type { Entry } from "./entry";
import { afterReadOnly, waitBeforeSending } from "./wait-before-sending";

const mostBrokenAnswers = 5;

/** What the service's verdict makes of a reading. What identified the guest goes once there is a receipt. */
export function afterOutcome(entry: Entry, outcome: ReadingOutcome): Entry {
  switch (outcome.__typename) {
    case "ReadingAccepted":
    case "ReadingUnderReview":
      return { ...entry, proof: undefined, state: { is: "received", outcome } };
    case "ConfirmationNeeded":
      return {
        ...entry,
        confirmationToken: outcome.confirmationToken,
        state: { is: "needs-you", why: "confirm", outcome },
      };
    case "ReadingRejected":
      return { ...entry, state: { is: "needs-you", why: "rejected", outcome } };
  }
}

/** What a failed attempt makes of a reading: it waits for the next one, or for the person. `luck` is from 0 up to 1. */
export function afterTrouble(entry: Entry, trouble: Trouble, attempts: number, now: Date, luck: number): Entry {
  const { kind, message, field, retryAt } = trouble;
  if (kind === "expired") return { ...entry, token: undefined, state: { is: "needs-you", why: "expired" } };
  if (kind === "bad-input" || (kind === "broken" && attempts >= mostBrokenAnswers)) {
    return { ...entry, state: { is: "needs-you", why: "unusable", message, field } };
  }
  const notBefore =
    kind === "read-only" && retryAt
      ? afterReadOnly(retryAt, luck)
      : (retryAt ?? new Date(now.getTime() + waitBeforeSending(attempts, luck)).toISOString());
  return { ...entry, state: { is: "waiting", attempts, notBefore, trouble: kind } };
}
