import { IDBFactory } from "fake-indexeddb";
import type { GuestService } from "../api/guest-service";
import { journeyWithOutbox } from "../journey/journey-with-outbox";
import { type Alone, aloneByLease } from "../outbox/alone";
import { Database } from "../outbox/database";
import { EntriesAtHand } from "../outbox/entries-at-hand";
import type { EntryStore } from "../outbox/entry-store";
import { IndexedEntries } from "../outbox/indexed-entries";
import { Outbox } from "../outbox/outbox";

/** A device with a disk and a clock of its own, on which pages open. What waits is done when a test says so. */
export class ADevice {
  now = new Date("2026-11-23T09:00:00Z");
  readonly database: Database;
  /** What pages have planned, with the milliseconds it waits. */
  planned: { ms: number; act: () => void }[] = [];
  private pages = 0;

  constructor(factory: IDBFactory | undefined = new IDBFactory()) {
    this.database = new Database(factory);
  }

  pass(ms: number): void {
    this.now = new Date(this.now.getTime() + ms);
  }

  /** The outbox of a page that opens on this device. */
  outbox(
    service: Pick<GuestService, "startJourney" | "submitReading">,
    { disk = new IndexedEntries(this.database), alone = this.alone() }: { disk?: EntryStore; alone?: Alone } = {},
  ): Outbox {
    return new Outbox({
      store: new EntriesAtHand(disk),
      service,
      alone,
      now: () => this.now,
      luck: () => 0,
      later: (ms, act) => {
        const plan = { ms, act };
        this.planned.push(plan);
        return () => {
          this.planned = this.planned.filter((one) => one !== plan);
        };
      },
      tellOthers: () => {},
    });
  }

  /** What a journey on this device stands on. */
  needs(service: GuestService, outbox = this.outbox(service)) {
    return journeyWithOutbox(service, outbox, this.database);
  }

  private alone(): Alone {
    this.pages += 1;
    return aloneByLease(this.database, {
      holder: `page-${this.pages}`,
      now: () => this.now.getTime(),
      pause: () => new Promise((resolve) => setImmediate(resolve)),
    });
  }
}
