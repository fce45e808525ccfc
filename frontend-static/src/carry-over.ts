const key = "carried-over";

/** Keeps what a page holds for the same tab's next page; taken from there once. */
export function carryOver(snapshot: object, storage: Storage): void {
  storage.setItem(key, JSON.stringify(snapshot));
}

export function takeCarriedOver<Snapshot>(storage: Storage): Snapshot | undefined {
  const kept = storage.getItem(key);
  storage.removeItem(key);
  return kept ? (JSON.parse(kept) as Snapshot) : undefined;
}
