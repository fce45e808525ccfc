import { expect, test } from "vitest";
import { aFinding, aMeter, anEconomy7Meter } from "../testing/a-meter";
import { fixesOf, suggestionsIn } from "./suggestion";

const slip = { message: "Perhaps …", value: null, register: "1" } as const;

test("a slip that two registers point at is offered once", () => {
  const swapped = { kind: "REGISTERS_SWAPPED", message: "Swapped?", value: null } as const;
  const findings = ["1", "2"].map((register) => aFinding({ register, suggestions: [swapped] }));

  expect(suggestionsIn(findings)).toEqual([{ ...swapped, register: "1" }]);
});

test("a meter on record in another unit is told of; no tap changes what the dial shows", () => {
  expect(fixesOf({ ...slip, kind: "WRONG_GAS_UNIT" }, aMeter({ fuel: "GAS" }), [])).toEqual([]);
});

test("a value for no register in particular is not guessed into one of two", () => {
  const tenths = { ...slip, kind: "TENTHS_KEYED", value: "01609", register: null } as const;

  expect(fixesOf(tenths, anEconomy7Meter(), [])).toEqual([]);
  expect(fixesOf(tenths, aMeter(), [])).toEqual([{ is: "use", register: "1", value: "01609" }]);
});

test("only meters that are still there and show as many registers are offered as the other one", () => {
  const gas = aMeter({ id: "m-2", fuel: "GAS" });
  const others = [aMeter(), gas, aMeter({ id: "m-3", removedOn: "2026-04-17" }), { ...anEconomy7Meter(), id: "m-4" }];

  expect(fixesOf({ ...slip, kind: "OTHER_METER" }, aMeter(), others)).toEqual([{ is: "move", meter: gas }]);
});
