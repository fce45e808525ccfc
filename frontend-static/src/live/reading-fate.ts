import type { MeterChange, Receipt } from "../api/guest-service";
import type { MeterFeed } from "./meter-feed";

export interface FateStep {
  /** RFC 3339. */
  readonly at: string;
  /** What happened after the reading was stored, or the status that it was stored with. */
  readonly what: MeterChange["kind"] | Receipt["status"];
  /** The reading that took its place, where that is known. */
  readonly replacedBy?: MeterChange["reading"] | undefined;
}

/** What has become of a reading by now. */
export interface ReadingFate {
  readonly status: Receipt["status"];
  readonly steps: readonly FateStep[];
  /** Whether its changes arrive here; those of a reading that was stored before the journey began do not. */
  readonly followed: boolean;
  /** Whether nothing more will become of it. */
  readonly final: boolean;
}

const stored: ReadonlySet<MeterChange["kind"]> = new Set(["READING_ACCEPTED", "READING_HELD"]);

const last: ReadonlySet<Receipt["status"]> = new Set(["REJECTED", "SUPERSEDED", "WITHDRAWN"]);

export function fateOf(receipt: Receipt, feed: MeterFeed | undefined): ReadingFate {
  const changes = feed?.changes.filter(({ reading }) => reading.id === receipt.reference) ?? [];
  const first = { at: receipt.receivedAt, what: changes[0]?.reading.status ?? receipt.status };
  const later = changes.filter(({ kind }) => !stored.has(kind));
  const status = changes.at(-1)?.reading.status ?? receipt.status;
  return {
    status,
    steps: [first, ...later.map((change) => stepOf(change, feed))],
    followed: changes.length > 0,
    final: last.has(status),
  };
}

function stepOf(change: MeterChange, feed: MeterFeed | undefined): FateStep {
  const step = { at: change.occurredAt, what: change.kind };
  return change.kind === "READING_SUPERSEDED" ? { ...step, replacedBy: replacementOf(change, feed) } : step;
}

/** A reading that replaces others is stored right after the changes that say so. */
function replacementOf({ sequence, reading }: MeterChange, feed: MeterFeed | undefined) {
  const next = feed?.changes.find((change) => change.sequence > sequence && stored.has(change.kind));
  return next?.reading.readDate === reading.readDate ? next.reading : undefined;
}
