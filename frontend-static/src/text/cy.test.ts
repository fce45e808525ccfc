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
    "date.day",
    "date.onWeekday",
    "fate.at",
    "unit.CUBIC_METRE",
    "unit.KWH",
  ]);
});

test("what the service says in English is said in Welsh as well", () => {
  expect(cy.server).not.toBeNull();
});
