import type { TroubleKind } from "../api/trouble";
import { words } from "./words";

export interface TroubleWords {
  readonly title: string;
  readonly text: string;
  /** False where something else than sending the same again is needed. */
  readonly canRetry: boolean;
}

const { trouble } = words;

const told: Readonly<Record<TroubleKind, TroubleWords>> = {
  offline: { title: trouble.offlineTitle, text: trouble.offlineText, canRetry: true },
  unavailable: { title: trouble.unavailableTitle, text: trouble.unavailableText, canRetry: true },
  "read-only": { title: trouble.readOnlyTitle, text: trouble.readOnlyText, canRetry: true },
  throttled: { title: trouble.throttledTitle, text: trouble.throttledText, canRetry: true },
  expired: { title: trouble.expiredTitle, text: trouble.expiredText, canRetry: false },
  forbidden: { title: trouble.forbiddenTitle, text: trouble.forbiddenText, canRetry: false },
  "bad-input": { title: trouble.brokenTitle, text: trouble.brokenText, canRetry: true },
  broken: { title: trouble.brokenTitle, text: trouble.brokenText, canRetry: true },
};

/** A reading on its way when the network went may have arrived, and the person should know that. */
export function troubleInWords(kind: TroubleKind, sending: boolean): TroubleWords {
  if (!sending) return told[kind];
  if (kind === "offline") return { ...told.offline, text: trouble.offlineReading };
  if (kind === "read-only") return { ...told[kind], text: trouble.readOnlyReading };
  return told[kind];
}
