import { expect, test } from "vitest";
import { dayInWords, instantInWords, timeInWords } from "./dates";

test("instants are told in UK time", () => {
  expect(instantInWords("2026-07-01T09:30:00Z")).toBe("1 July 2026 at 10:30");
});

test("a time on another day comes with its date", () => {
  const now = new Date("2026-11-23T09:00:00Z");

  expect(timeInWords("2026-11-23T10:05:00Z", now)).toBe("10:05");
  expect(timeInWords("2026-11-24T10:05:00Z", now)).toBe("24 November 2026 at 10:05");
});

test("a date that is cleared shows nothing", () => {
  expect(dayInWords("")).toBe("");
});
