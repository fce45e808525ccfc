import { expect, test } from "vitest";
import type { MeterChange } from "../api/guest-service";
import { SentReadings } from "../journey/sent-readings";
import { aChange } from "../testing/a-change";
import { arrivalsFromElsewhere } from "./arrivals";
import { MeterFeed } from "./meter-feed";

const typed = (value: string) => ({
  idempotencyKey: "key",
  readDate: "2026-11-23",
  registers: [{ register: "1", value }],
});

function arrivals(sent: SentReadings, ...changes: MeterChange[]) {
  const feed = new MeterFeed(0);
  for (const change of changes) feed.take(change);
  return arrivalsFromElsewhere(feed, sent).map(({ id, status }) => `${id} ${status}`);
}

test("a reading from another window is news", () => {
  expect(arrivals(new SentReadings(), aChange(1))).toEqual(["R-1 ACCEPTED"]);
});

test("a reading that was sent from here is none", () => {
  const sent = new SentReadings();
  sent.sending(typed("16090"));
  sent.answered(typed("16090"), { reference: "R-1" });

  expect(arrivals(sent, aChange(1))).toEqual([]);
});

test.each(["16090", "016090", "16090.5"])("one sent from here as %s is none before its answer is here", (value) => {
  const sent = new SentReadings();
  sent.sending(typed(value));

  expect(arrivals(sent, aChange(1))).toEqual([]);
});

test("another reading is news even while one from here is on its way", () => {
  const sent = new SentReadings();
  sent.sending(typed("16095"));

  expect(arrivals(sent, aChange(1))).toEqual(["R-1 ACCEPTED"]);
});

test("a reading that was not stored makes an equal one from elsewhere no less new", () => {
  const sent = new SentReadings();
  sent.sending(typed("16090"));
  sent.answered(typed("16090"));

  expect(arrivals(sent, aChange(1))).toEqual(["R-1 ACCEPTED"]);
});

test("a reading that was replaced meanwhile gives way to the one that counts", () => {
  const changes = [
    aChange(1),
    aChange(2, "READING_SUPERSEDED", { status: "SUPERSEDED" }),
    aChange(3, "READING_HELD", { id: "R-3", status: "UNDER_REVIEW" }),
  ];

  expect(arrivals(new SentReadings(), ...changes)).toEqual(["R-3 UNDER_REVIEW"]);
});
