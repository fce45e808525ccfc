import type { GuestService } from "../api/guest-service";
import { newIdempotencyKey } from "../journey/idempotency-key";
import { aloneByLease, aloneByLocks } from "./alone";
import { Database } from "./database";
import { EntriesAtHand } from "./entries-at-hand";
import { IndexedEntries } from "./indexed-entries";
import { Outbox } from "./outbox";

/** The outbox of a page or of the service worker, with what the browser has for it; a browser may lack any of these. */
export function wireOutbox(service: GuestService): { outbox: Outbox; database: Database } {
  const database = new Database(globalThis.indexedDB as IDBFactory | undefined);
  const locks = navigator.locks as LockManager | undefined;
  const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel("outbox") : undefined;
  const outbox = new Outbox({
    store: new EntriesAtHand(new IndexedEntries(database)),
    service,
    alone: locks
      ? aloneByLocks(locks)
      : aloneByLease(database, {
          holder: newIdempotencyKey(),
          now: Date.now,
          pause: () => new Promise((resolve) => setTimeout(resolve, 500)),
        }),
    now: () => new Date(),
    luck: Math.random,
    later: (ms, act) => {
      const timer = setTimeout(act, ms);
      return () => clearTimeout(timer);
    },
    tellOthers: () => channel?.postMessage("changed"),
  });
  if (channel) channel.onmessage = () => void outbox.refresh();
  return { outbox, database };
}
