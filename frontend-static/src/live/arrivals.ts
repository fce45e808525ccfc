import type { MeterChange } from "../api/guest-service";
import type { SentReadings } from "../journey/sent-readings";
import type { MeterFeed } from "./meter-feed";

const used: ReadonlySet<MeterChange["reading"]["status"]> = new Set(["ACCEPTED", "ACCEPTED_FLAGGED", "UNDER_REVIEW"]);

/** The readings of a meter that came from elsewhere since the journey began and still count, oldest first. */
export function arrivalsFromElsewhere(feed: MeterFeed | undefined, sent: SentReadings): MeterChange["reading"][] {
  const newest = new Map<string, MeterChange["reading"]>();
  for (const { reading } of feed?.changes ?? []) newest.set(reading.id, reading);
  return [...newest.values()].filter((reading) => used.has(reading.status) && !sent.mayInclude(reading));
}
