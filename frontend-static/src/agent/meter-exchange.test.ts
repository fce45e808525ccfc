import { expect, test } from "vitest";
import { anAccountMeter } from "../testing/a-known-reading";
import { aSignedInService } from "../testing/a-signed-in-service";
import { MeterExchange } from "./meter-exchange";

function anExchange(...answers: Parameters<typeof aSignedInService>) {
  const { service, asked } = aSignedInService(...answers);
  let keys = 0;
  const newKey = () => `key-${++keys}`;
  const exchange = new MeterExchange(anAccountMeter(), { service, today: () => "2026-11-23", newKey });
  return { exchange, asked };
}

test("closing and opening readings go in one step, and what is not typed is as on the old meter", async () => {
  const newMeter = anAccountMeter({ id: "m-2", serial: "Z26NN000417" });
  const { exchange, asked } = anExchange({ exchangeMeter: { __typename: "MeterExchanged", newMeter } });
  exchange.setRegister("1", { closing: "65183" });
  exchange.set({ newSerial: " Z26NN000417 ", reason: "Job 7" });

  await exchange.send();

  expect(asked[0].input).toMatchObject({
    meterId: "m-1",
    exchangeDate: "2026-11-23",
    closing: [{ register: "1", value: "65183" }],
    newSerial: "Z26NN000417",
    newRegisters: [{ id: "1", role: "ANYTIME", digits: 5, unit: "KWH", openingValue: "00000" }],
    reason: "Job 7",
  });
  expect(exchange.newMeter).toBe(newMeter);
});

test("everything that is missing is told at once, each in its field", async () => {
  const { exchange, asked } = anExchange();
  exchange.setRegister("1", { digits: "many", opening: "" });

  await exchange.send();

  expect(exchange.problems.map(({ field }) => field)).toEqual([
    "closing-1",
    "newSerial",
    "digits-1",
    "opening-1",
    "reason",
  ]);
  expect(asked).toEqual([]);
});

test("an exchange that is sent again as it was keeps its key, and a changed one gets another", async () => {
  const rejected = {
    exchangeMeter: { __typename: "ReadingRejected", findings: [{ register: "1", message: "Too low" }] },
  };
  const { exchange, asked } = anExchange(rejected, rejected, rejected);
  exchange.setRegister("1", { closing: "1" });
  exchange.set({ newSerial: "Z", reason: "Job 7" });

  await exchange.send();
  await exchange.send();
  exchange.setRegister("1", { closing: "65183" });
  await exchange.send();

  const [first, second, third] = asked.map(({ input }) => input.idempotencyKey);
  expect(second).toBe(first);
  expect(third).not.toBe(first);
  expect(exchange.problems).toEqual([{ field: "closing-1", message: "Too low" }]);
});
