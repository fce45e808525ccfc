import type { Entry } from "./entry";
import type { EntryStore } from "./entry-store";

/** Readings kept for as long as the page is open. */
export class MemoryEntries implements EntryStore {
  private readonly entries = new Map<string, Entry>();

  has(key: string): boolean {
    return this.entries.has(key);
  }

  async all(): Promise<Entry[]> {
    return [...this.entries.values()];
  }

  async put(entry: Entry, inPlaceOf: readonly string[]): Promise<void> {
    for (const key of inPlaceOf) this.entries.delete(key);
    this.entries.set(entry.key, entry);
  }

  async change(key: string, next: (entry: Entry) => Entry): Promise<Entry | undefined> {
    const entry = this.entries.get(key);
    if (entry) this.entries.set(key, next(entry));
    return this.entries.get(key);
  }

  async remove(key: string): Promise<void> {
    this.entries.delete(key);
  }
}
