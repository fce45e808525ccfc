import type { EntryState } from "../outbox/entry";
import { timeInWords } from "./dates";
import { words } from "./words";

const text = words.outbox;

export function entryStateInWords(state: EntryState, now: Date): string {
  switch (state.is) {
    case "waiting":
      if (state.trouble === "throttled" && state.notBefore) {
        return text.waitingThrottled(timeInWords(state.notBefore, now));
      }
      if (state.trouble === "read-only" && state.notBefore) {
        return text.waitingReadOnly(timeInWords(state.notBefore, now));
      }
      if (state.trouble === "unavailable" && state.notBefore)
        return text.waitingUntil(timeInWords(state.notBefore, now));
      return text.waiting;
    case "sending":
      return text.sending;
    case "needs-you":
      return text.needsYou[state.why];
    case "received":
      return `${text.received} ${words.receipt.title[state.outcome.receipt.status]}.`;
  }
}
