import { expect, test } from "vitest";
import { scaleFor } from "./chart-scale";
import { monthBars, yearBars } from "./month-chart";
import { type MonthOfUse, yearOnYear } from "./use-by-month";

const aMonth = (month: string, kwh: string, change: Partial<MonthOfUse> = {}): MonthOfUse => ({
  month,
  from: month,
  to: month,
  kwh,
  cost: null,
  expectedKwh: "100",
  lowKwh: "50",
  highKwh: "200",
  estimated: false,
  complete: true,
  ...change,
});

test.each([
  [[87], [0, 25, 50, 75, 100]],
  [[200], [0, 50, 100, 150, 200]],
  [[0.7], [0, 0.2, 0.4, 0.6, 0.8]],
  [[], [0, 0.25, 0.5, 0.75, 1]],
  [[0], [0, 0.25, 0.5, 0.75, 1]],
])("the axis for %j has round marks up to the highest value or just above it", (values, marks) => {
  expect(scaleFor(values, 100).marks).toEqual(marks);
});

test("a bar stands on the ground, and the band from the lowest to the highest that would be expected", () => {
  const { bars } = monthBars([aMonth("2026-10-01", "150"), aMonth("2026-11-01", "0")], { width: 200, height: 100 });

  expect(bars[0]?.use).toMatchObject({ y: 25, height: 75 });
  expect(bars[0]?.band).toMatchObject({ y: 0, height: 75 });
  expect(bars[0]?.expectedY).toBe(50);
  expect(bars[1]?.use).toMatchObject({ y: 100, height: 0 });
  expect(bars.map(({ middle }) => middle)).toEqual([50, 150]);
});

test("each month is beside the same month a year earlier, and beside nothing where there is none", () => {
  const months = Array.from({ length: 14 }, (_, index) =>
    aMonth(new Date(Date.UTC(2025, 9 + index, 1)).toISOString().slice(0, 10), String(index)),
  );

  const pairs = yearOnYear(months);

  expect(pairs).toHaveLength(12);
  expect(pairs[0]).toMatchObject({ month: 12, earlier: undefined, later: { month: "2025-12-01" } });
  expect(pairs.at(-1)).toMatchObject({ month: 11, earlier: { month: "2025-11-01" }, later: { month: "2026-11-01" } });
  const { bars } = yearBars(pairs, { width: 120, height: 100 });
  expect(bars[0]?.earlier).toBeUndefined();
  expect(bars[0]?.later).toBeDefined();
});
