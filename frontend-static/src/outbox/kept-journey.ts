import type { Meter } from "../api/guest-service";
import { type Database, journeysStore } from "./database";

/** Whose meters a guest has proven to hold: for the token's life a reading needs no network to be begun. */
export interface ProvenJourney {
  readonly token: string;
  /** RFC 3339. */
  readonly expiresAt: string;
  readonly meters: readonly Meter[];
}

const name = "guest";

export async function keepJourney(journey: ProvenJourney, database: Database): Promise<void> {
  await database.transact(journeysStore, "readwrite", (store) => {
    store.put({ ...journey, name });
  });
}

export async function forgetJourney(database: Database): Promise<void> {
  await database.transact(journeysStore, "readwrite", (store) => {
    store.delete(name);
  });
}

/** Undefined, and gone from the device, once its time is over. */
export async function keptJourney(database: Database, now: Date): Promise<ProvenJourney | undefined> {
  const journey = await database.transact<ProvenJourney>(journeysStore, "readonly", (store, found) => {
    const request = store.get(name);
    request.onsuccess = () => found(request.result);
  });
  if (!journey) return undefined;
  if (new Date(journey.expiresAt) > now) return journey;
  await forgetJourney(database);
  return undefined;
}
