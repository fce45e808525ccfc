import type { GuestJourney } from "../journey/guest-journey";
import type { LiveMeters } from "./live-meters";

/** Follows the meter that a reading is entered for, and on the receipt the one that was read. */
export function followJourney(journey: GuestJourney, live: LiveMeters): void {
  journey.watch(() => {
    if (journey.step === "identify") return;
    const meter = journey.reading?.meter ?? journey.stored?.meter;
    if (meter && journey.token) live.follow(meter, journey.token);
  });
}
