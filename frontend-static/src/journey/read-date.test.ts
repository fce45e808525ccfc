import { expect, test } from "vitest";
import { dateInLondon } from "./read-date";

test.each([
  ["2026-11-23T23:59:00Z", "2026-11-23"],
  ["2026-07-01T23:30:00Z", "2026-07-02"],
])("the date in the UK at %s is %s", (instant, date) => {
  expect(dateInLondon(new Date(instant))).toBe(date);
});
