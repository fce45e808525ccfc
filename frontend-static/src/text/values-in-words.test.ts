import { expect, test } from "vitest";
import { aStoredReading } from "../testing/a-change";
import { valuesInWords } from "./values-in-words";

test("the values of two rates are told apart", () => {
  const registers = [
    { register: { id: "1", role: "NIGHT" as const }, value: "33490" },
    { register: { id: "2", role: "DAY" as const }, value: "24050" },
  ];

  expect(valuesInWords({ registers })).toBe("night reading 33490, day reading 24050");
  expect(valuesInWords(aStoredReading())).toBe("16090");
});
