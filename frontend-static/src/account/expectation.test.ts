import { expect, test } from "vitest";
import { Trouble } from "../api/trouble";
import { aSignedInService } from "../testing/a-signed-in-service";
import { Expectation, placeInRange } from "./expectation";

const expected = (value: string) => ({
  meter: { expected: { explanation: value, basis: "HISTORY", annualKwh: "1400", registers: [] } },
});

test("an answer for a date that was given up is not shown", async () => {
  let late: (answer: object) => void = () => {};
  const slow = new Promise<object>((resolve) => {
    late = resolve;
  });
  const { service } = aSignedInService(slow, expected("the second"));
  const expectation = new Expectation(service, "m-1");

  const first = expectation.of("2026-11-01");
  await expectation.of("2026-11-23");
  late(expected("the first"));
  await first;

  expect(expectation.expected?.explanation).toBe("the second");
});

test("where the expectation cannot be had, a reading can be sent all the same", async () => {
  const { service } = aSignedInService(new Trouble("offline"));
  const expectation = new Expectation(service, "m-1");

  await expectation.of("2026-11-23");

  expect(expectation.expected).toBeUndefined();
});

test("no date that is still being typed is asked about", async () => {
  const { service, asked } = aSignedInService();

  await new Expectation(service, "m-1").of("");

  expect(asked).toEqual([]);
});

const range = { lowValue: "16010", highValue: "16110" };

test.each([
  ["16050", "within"],
  ["16010", "within"],
  ["16110", "within"],
  ["16009", "below"],
  ["16111", "above"],
  ["16111.9", "above"],
  ["1605", undefined],
  ["", undefined],
])("%j is told as %s", (typed, place) => {
  expect(placeInRange(typed, range)).toBe(place);
});

test("nothing is said where the dial may pass its highest value", () => {
  expect(placeInRange("00010", { lowValue: "99950", highValue: "00050" })).toBeUndefined();
});
