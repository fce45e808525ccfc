import { expect, test } from "vitest";
import type { MeterChange } from "../api/guest-service";
import { aChange } from "../testing/a-change";
import { aReceipt } from "../testing/a-meter";
import { MeterFeed } from "./meter-feed";
import { fateOf } from "./reading-fate";

function aFeed(...changes: MeterChange[]) {
  const feed = new MeterFeed(0);
  for (const change of changes) feed.take(change);
  return feed;
}

test("before anything is heard, the receipt says what the reading was stored as", () => {
  const fate = fateOf(aReceipt({ status: "UNDER_REVIEW" }), undefined);

  expect(fate).toEqual({
    status: "UNDER_REVIEW",
    steps: [{ at: "2026-11-23T09:30:00Z", what: "UNDER_REVIEW" }],
    followed: false,
    final: false,
  });
});

test("the change that stored the reading adds no second line to the receipt's own", () => {
  const fate = fateOf(aReceipt(), aFeed(aChange(1)));

  expect(fate).toMatchObject({ followed: true, steps: [{ what: "ACCEPTED" }] });
});

test.each([
  ["REVIEW_ACCEPTED", "ACCEPTED", false],
  ["REVIEW_REJECTED", "REJECTED", true],
  ["READING_WITHDRAWN", "WITHDRAWN", true],
] as const)("a held reading that met %s is %s, and the receipt tells when", (kind, status, final) => {
  const held = aChange(1, "READING_HELD", { status: "UNDER_REVIEW" });

  const fate = fateOf(aReceipt({ status: "UNDER_REVIEW" }), aFeed(held, aChange(2, kind, { status })));

  expect(fate).toMatchObject({ status, final });
  expect(fate.steps.map(({ what }) => what)).toEqual(["UNDER_REVIEW", kind]);
  expect(fate.steps[1]?.at).toBe("2026-11-23T09:02:00Z");
});

test("a reading that was replaced names the one that took its place", () => {
  const replaced = aChange(2, "READING_SUPERSEDED", { status: "SUPERSEDED" });
  const other = aChange(3, "READING_ACCEPTED", { id: "R-3" });

  const fate = fateOf(aReceipt(), aFeed(aChange(1), replaced, other));

  expect(fate).toMatchObject({ status: "SUPERSEDED", steps: [{}, { replacedBy: { id: "R-3" } }] });
});

test("a later reading of another day is not taken for the one that replaced it", () => {
  const replaced = aChange(2, "READING_SUPERSEDED", { status: "SUPERSEDED" });
  const later = aChange(9, "READING_ACCEPTED", { id: "R-9", readDate: "2026-11-20" });

  const fate = fateOf(aReceipt(), aFeed(aChange(1), replaced, later));

  expect(fate.steps[1]?.replacedBy).toBeUndefined();
});

test("what happens to other readings of the meter is not this reading's fate", () => {
  const fate = fateOf(
    aReceipt(),
    aFeed(aChange(1), aChange(2, "READING_WITHDRAWN", { id: "R-2", status: "WITHDRAWN" })),
  );

  expect(fate).toMatchObject({ status: "ACCEPTED", steps: [{ what: "ACCEPTED" }] });
});
