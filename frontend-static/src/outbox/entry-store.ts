import type { Entry } from "./entry";

/** Where the readings of this device are kept. Each call is whole or did not happen. */
export interface EntryStore {
  all(): Promise<Entry[]>;
  /** Keeps an entry, in the place of those with the keys given. */
  put(entry: Entry, inPlaceOf: readonly string[]): Promise<void>;
  /** Changes an entry that is there, and never brings back one that is not. Returns it as it now is. */
  change(key: string, next: (entry: Entry) => Entry): Promise<Entry | undefined>;
  remove(key: string): Promise<void>;
}
