import type { LiveMeters } from "./live-meters";

/** An open socket would keep the browser from holding the page, with its receipt, ready for Back. */
export function pauseWhileAway(
  live: Pick<LiveMeters, "pause" | "resume">,
  page: Pick<Window, "addEventListener">,
): void {
  page.addEventListener("pagehide", () => live.pause());
  page.addEventListener("pageshow", (event) => {
    if ((event as PageTransitionEvent).persisted) live.resume();
  });
}
