import type { Outbox } from "./outbox";
import { syncTag } from "./sync-tag";
import { settlingTime } from "./wait-before-sending";

interface BackgroundSync {
  readonly sync?: { register(tag: string): Promise<void> };
}

/** Sends what is kept when the page opens, when it is looked at again, and when there is a network. */
export function sendWhenPossible(outbox: Outbox, page: Window): void {
  page.addEventListener("online", () => {
    page.setTimeout(() => void outbox.retryNow(), settlingTime(Math.random()));
  });
  page.document.addEventListener("visibilitychange", () => {
    if (page.document.visibilityState === "visible") void outbox.run();
  });
  let asked = false;
  outbox.watch(() => {
    const waits = outbox.entries.some(({ state }) => state.is === "waiting");
    if (waits && !asked) void askForBackgroundSync(page);
    asked = waits;
  });
  void outbox.run();
}

/** Where the browser can, it wakes the service worker when there is a network, even with every page closed. */
async function askForBackgroundSync({ navigator }: Window): Promise<void> {
  try {
    const registration = await navigator.serviceWorker?.getRegistration();
    await (registration as BackgroundSync | undefined)?.sync?.register(syncTag);
  } catch {
    // Not allowed here: the next visit sends it.
  }
}
