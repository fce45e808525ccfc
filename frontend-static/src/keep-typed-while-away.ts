import { carryOver, takeCarriedOver } from "./carry-over";
import type { GuestJourney } from "./journey/guest-journey";
import type { Outbox } from "./outbox/outbox";

/**
 * A phone that needs its memory for the camera loads the page anew. What was typed and not sent is then still there,
 * in this tab; what was sent is the outbox's, and shown from there.
 */
export function keepTypedWhileAway(journey: GuestJourney, outbox: Outbox, page: Window): void {
  const leave = () => {
    if (journey.step !== "enter" || !journey.reading || outbox.entry(journey.reading.key)) return;
    try {
      carryOver(journey.snapshot, page.sessionStorage);
    } catch {
      // A browser that keeps nothing, or has no room.
    }
  };
  page.document.addEventListener("visibilitychange", () => {
    if (page.document.visibilityState === "hidden") leave();
    // Still the same page: what it holds is newer by the next time.
    else takeCarriedOver(page.sessionStorage);
  });
  page.addEventListener("pagehide", leave);
  page.addEventListener("pageshow", () => takeCarriedOver(page.sessionStorage));
}
