import { expect, test } from "vitest";
import { ageInWords } from "./age";
import { sharesOf } from "./shares";

test("shares follow each other along the bar, in a fixed order, with none left out", () => {
  const shares = sharesOf(
    ["GUEST", "AGENT", "SMART"],
    [
      { key: "SMART", count: 1 },
      { key: "GUEST", count: 3 },
    ],
  );

  expect(shares).toEqual([
    { key: "GUEST", count: 3, percent: 75, from: 0 },
    { key: "AGENT", count: 0, percent: 0, from: 75 },
    { key: "SMART", count: 1, percent: 25, from: 75 },
  ]);
});

test("before the first reading of a day nothing is divided by zero", () => {
  expect(sharesOf(["GAS"], [])).toEqual([{ key: "GAS", count: 0, percent: 0, from: 0 }]);
});

test.each([
  [59_000, "0 minutes"],
  [60_000, "1 minute"],
  [3 * 3_600_000 + 20 * 60_000, "3 hours 20 minutes"],
  [25 * 3_600_000, "1 day 1 hour"],
  [-1, "0 minutes"],
])("%i milliseconds are %s", (age, words) => {
  expect(ageInWords(age)).toBe(words);
});
