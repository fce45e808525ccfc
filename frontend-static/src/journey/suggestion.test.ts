import { expect, test } from "vitest";
import { aFinding, aMeter, anEconomy7Meter } from "../testing/a-meter";
import { MeterReading } from "./meter-reading";
import { canApply, suggestionsIn } from "./suggestion";

const readingOf = (meter = aMeter()) => new MeterReading(meter, { readDate: "2026-11-23" }, () => "key");

test("a slip that two registers point at is offered once", () => {
  const swapped = { kind: "REGISTERS_SWAPPED", message: "Swapped?", value: null } as const;
  const findings = ["1", "2"].map((register) => aFinding({ register, suggestions: [swapped] }));

  expect(suggestionsIn(findings)).toEqual([{ ...swapped, register: "1" }]);
});

test("a suggestion without a value is told but cannot be tapped", () => {
  const exchanged = { kind: "METER_EXCHANGED", message: "A new meter?", value: null, register: "1" } as const;

  expect(canApply(exchanged, readingOf())).toBe(false);
});

test("a value for no register in particular is not guessed into one of two", () => {
  const tenths = { kind: "TENTHS_KEYED", message: "Tenths?", value: "01609", register: null } as const;

  expect(canApply(tenths, readingOf(anEconomy7Meter()))).toBe(false);
  expect(canApply(tenths, readingOf())).toBe(true);
});
