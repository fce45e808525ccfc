import { type Database, leasesStore } from "./database";

/** Does something while no other page of this site does it, waiting for its turn. */
export type Alone = <Result>(work: () => Promise<Result>) => Promise<Result>;

const name = "outbox";

/** The browser's own locks; a page that ends lets go of them. */
export function aloneByLocks(locks: LockManager): Alone {
  return (work) => locks.request(name, work) as ReturnType<typeof work>;
}

/** Longer than the longest wait for the service. Were it outlived, a reading would be sent twice, and stored once. */
const leaseMs = 100_000;

interface Lease {
  readonly name: string;
  readonly holder: string;
  readonly until: number;
}

interface LeaseNeeds {
  readonly holder: string;
  readonly now: () => number;
  readonly pause: () => Promise<void>;
}

/** For pages without locks, such as those of plain http: a lease in the database, taken in one transaction. */
export function aloneByLease(database: Database, { holder, now, pause }: LeaseNeeds): Alone {
  const take = () =>
    database.transact<boolean>(leasesStore, "readwrite", (store, found) => {
      const request = store.get(name);
      request.onsuccess = () => {
        const lease = request.result as Lease | undefined;
        const free = !lease || lease.until <= now();
        if (free) store.put({ name, holder, until: now() + leaseMs } satisfies Lease);
        found(free);
      };
    });
  const giveBack = () =>
    database.transact(leasesStore, "readwrite", (store) => {
      const request = store.get(name);
      request.onsuccess = () => {
        if ((request.result as Lease | undefined)?.holder === holder) store.delete(name);
      };
    });

  let queue: Promise<unknown> = Promise.resolve();
  async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      while (!(await take())) await pause();
    } catch {
      // No database: what is kept is kept by this page alone.
      return work();
    }
    try {
      return await work();
    } finally {
      await giveBack().catch(() => {});
    }
  }
  return (work) => {
    const turn = queue.then(() => inTurn(work));
    queue = turn.catch(() => {});
    return turn;
  };
}
