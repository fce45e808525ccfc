import { expect, test } from "vitest";
import { answerWithin, lifeOfSocket, pingEvery, waitBeforeTry } from "./waits";

const minute = 60_000;
const almostOne = 0.999999;

test("tries are spread over the whole of a time that doubles, up to half a minute", () => {
  const longest = [0, 1, 2, 5, 50, 5000].map((attempt) => Math.round(waitBeforeTry(attempt, almostOne)));

  expect(longest).toEqual([1000, 2000, 4000, 30_000, 30_000, 30_000]);
  expect(waitBeforeTry(5, 0)).toBe(0);
});

test("a socket is replaced before API Gateway ends it after two hours, and not all at one time", () => {
  expect(lifeOfSocket(almostOne)).toBeLessThan(120 * minute);
  expect(lifeOfSocket(almostOne) - lifeOfSocket(0)).toBeGreaterThan(10 * minute);
});

test("no socket is idle for the ten minutes after which API Gateway ends it", () => {
  expect(pingEvery + answerWithin).toBeLessThan(10 * minute);
});
