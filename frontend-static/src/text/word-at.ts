/** The text at "group.key" of a catalogue. */
export function wordAt(place: string, catalogue: object): string {
  const word = place
    .split(".")
    .reduce<unknown>((part, key) => (part as Record<string, unknown> | undefined)?.[key], catalogue);
  if (typeof word !== "string") throw new Error(`No text ${place} in the catalogue`);
  return word;
}
