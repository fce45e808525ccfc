import type { Entry } from "./entry";
import type { EntryStore } from "./entry-store";
import { MemoryEntries } from "./memory-entries";

/** Entries on the device's disk; those that it cannot take (full, or forbidden) stay with the page. */
export class EntriesAtHand implements EntryStore {
  private readonly memory = new MemoryEntries();

  constructor(private readonly disk: EntryStore) {}

  /** Whether the entry would be lost with the page. */
  endsWithPage(key: string): boolean {
    return this.memory.has(key);
  }

  async all(): Promise<Entry[]> {
    const kept = await this.disk.all().catch(() => []);
    return [...kept.filter(({ key }) => !this.memory.has(key)), ...(await this.memory.all())];
  }

  async put(entry: Entry, inPlaceOf: readonly string[]): Promise<void> {
    try {
      await this.disk.put(entry, inPlaceOf);
      for (const key of [entry.key, ...inPlaceOf]) await this.memory.remove(key);
    } catch {
      await this.memory.put(entry, inPlaceOf);
      for (const key of inPlaceOf) await this.disk.remove(key).catch(() => {});
    }
  }

  async change(key: string, next: (entry: Entry) => Entry): Promise<Entry | undefined> {
    if (this.memory.has(key)) return this.memory.change(key, next);
    try {
      return await this.disk.change(key, next);
    } catch {
      // What is on the disk can be read and not written: go on with it here, and leave it there for the next page.
      const entry = (await this.disk.all().catch(() => [])).find((one) => one.key === key);
      if (!entry) return undefined;
      await this.memory.put(entry, []);
      return this.memory.change(key, next);
    }
  }

  async remove(key: string): Promise<void> {
    await this.memory.remove(key);
    await this.disk.remove(key).catch(() => {});
  }
}
