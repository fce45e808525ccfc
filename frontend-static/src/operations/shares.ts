export interface Share<Key extends string> {
  readonly key: Key;
  readonly count: number;
  /** 0 to 100, of all counts together. */
  readonly percent: number;
  /** Where its part of a bar begins, on the same scale. */
  readonly from: number;
}

/** Counts as parts of a whole, in the order given; a key without a count has none of it. */
export function sharesOf<Key extends string>(
  keys: readonly Key[],
  counts: readonly { readonly key: Key; readonly count: number }[],
): Share<Key>[] {
  const byKey = new Map(counts.map(({ key, count }) => [key, count]));
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  let from = 0;
  return keys.map((key) => {
    const count = byKey.get(key) ?? 0;
    const percent = total === 0 ? 0 : (count / total) * 100;
    const share = { key, count, percent, from };
    from += percent;
    return share;
  });
}
