import { expect, test } from "vitest";
import { aChange } from "../testing/a-change";
import { MeterFeed } from "./meter-feed";

test("a change that comes again after a reconnection is shown once", () => {
  const feed = new MeterFeed(41);

  const news = [42, 43, 42, 43, 44].map((sequence) => feed.take(aChange(sequence)));

  expect(news).toEqual([true, true, false, false, true]);
  expect(feed.changes.map(({ sequence }) => sequence)).toEqual([42, 43, 44]);
});

test("the feed goes on from the last change that it has, or from where the journey began", () => {
  const feed = new MeterFeed(41);
  expect(feed.cursor).toBe(41);

  feed.take(aChange(45));

  expect(feed.cursor).toBe(45);
});
