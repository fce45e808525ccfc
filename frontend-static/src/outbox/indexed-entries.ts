import { type Database, entriesStore } from "./database";
import type { Entry } from "./entry";
import type { EntryStore } from "./entry-store";

/** Readings kept in IndexedDB: they outlive the page, the browser and the battery. */
export class IndexedEntries implements EntryStore {
  constructor(private readonly database: Database) {}

  async all(): Promise<Entry[]> {
    const entries = await this.database.transact<Entry[]>(entriesStore, "readonly", (store, found) => {
      const request = store.getAll();
      request.onsuccess = () => found(request.result);
    });
    return entries ?? [];
  }

  async put(entry: Entry, inPlaceOf: readonly string[]): Promise<void> {
    await this.database.transact(entriesStore, "readwrite", (store) => {
      for (const key of inPlaceOf) store.delete(key);
      store.put(entry);
    });
  }

  change(key: string, next: (entry: Entry) => Entry): Promise<Entry | undefined> {
    return this.database.transact<Entry>(entriesStore, "readwrite", (store, found) => {
      const request = store.get(key);
      request.onsuccess = () => {
        if (!request.result) return;
        const changed = next(request.result);
        store.put(changed);
        found(changed);
      };
    });
  }

  async remove(key: string): Promise<void> {
    await this.database.transact(entriesStore, "readwrite", (store) => {
      store.delete(key);
    });
  }
}
