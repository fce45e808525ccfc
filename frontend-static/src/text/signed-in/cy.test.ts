import { expect, test } from "vitest";
import { cy } from "./cy";
import { en } from "./en";

/** "group.key" and what stands there, with functions as what they make of their argument. */
function sentences(part: unknown, place = ""): [string, string][] {
  if (typeof part === "string") return [[place, part]];
  if (typeof part === "function") return [[place, String(part("1", "2", "3"))]];
  return Object.entries(part ?? {}).flatMap(([key, value]) => sentences(value, place ? `${place}.${key}` : key));
}

test("nothing is left in English, but for what is the same in both languages", () => {
  const english = new Map(sentences(en));

  const same = sentences(cy).filter(([place, text]) => text !== "" && text === english.get(place));

  expect(same.map(([place]) => place).sort()).toEqual([
    "operations.ageOf",
    "operations.milliseconds",
    "readings.cost",
    "readings.lineUnit.%",
    "readings.lineUnit.kWh",
    "review.theirsBy",
    "shortcuts.escape",
    "shortcuts.send",
    "use.cost",
    "use.unit",
  ]);
});
