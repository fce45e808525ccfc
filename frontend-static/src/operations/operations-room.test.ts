import { expect, test } from "vitest";
import { betweenSummaries, OperationsRoom, type Snapshot, staleAfter } from "./operations-room";

const aSnapshot = (at: string, readingsToday: number) => ({ at, readingsToday }) as Snapshot;

function aRoom() {
  const clock = { now: 0 };
  const frames: (() => void)[] = [];
  const planned = new Map<() => void, number>();
  const room = new OperationsRoom(
    () => clock.now,
    (show) => frames.push(show),
    (ms, act) => {
      planned.set(act, ms);
      return () => planned.delete(act);
    },
  );
  let shown = 0;
  room.watch(() => {
    shown += 1;
  });
  const nextPicture = () => {
    for (const show of frames.splice(0)) show();
  };
  const silence = () => {
    for (const act of [...planned.keys()]) act();
  };
  return { room, clock, nextPicture, planned, silence, shown: () => shown };
}

test("however many snapshots come before the next picture, the newest is shown, once", () => {
  const { room, nextPicture, shown } = aRoom();

  for (let count = 0; count < 1000; count += 1) room.take(aSnapshot("2026-11-23T10:00:00Z", count));
  nextPicture();

  expect(room.snapshot?.readingsToday).toBe(999);
  expect(shown()).toBe(1);
});

test("after a break the next snapshot replaces everything", () => {
  const { room, nextPicture } = aRoom();
  room.take(aSnapshot("2026-11-23T10:00:00Z", 500));
  nextPicture();

  room.take(aSnapshot("2026-11-24T00:00:01Z", 3));
  nextPicture();

  expect(room.snapshot?.readingsToday).toBe(3);
});

test("a snapshot that comes late does not turn the figures back", () => {
  const { room, nextPicture } = aRoom();
  room.take(aSnapshot("2026-11-23T10:00:05Z", 500));
  nextPicture();

  room.take(aSnapshot("2026-11-23T10:00:04Z", 400));
  nextPicture();

  expect(room.snapshot?.readingsToday).toBe(500);
});

test("what a screen reader is told changes at a calm rate", () => {
  const { room, clock, nextPicture } = aRoom();
  const told: number[] = [];

  for (let second = 0; second <= 60; second += 1) {
    clock.now = second * 1000;
    room.take(aSnapshot(`2026-11-23T10:${String(second).padStart(2, "0")}:00Z`, second));
    nextPicture();
    if (room.summary && told.at(-1) !== room.summary.readingsToday) told.push(room.summary.readingsToday);
  }

  expect(told).toEqual([0, betweenSummaries / 1000, (2 * betweenSummaries) / 1000]);
});

test("when something was last seen is known while the connection is lost", () => {
  const { room, clock } = aRoom();
  clock.now = 5000;
  room.take(aSnapshot("2026-11-23T10:00:00Z", 1));

  clock.now = 90_000;

  expect(room.lastSeen).toBe(5000);
});

test("figures that nothing has been heard of for half a minute are stale, until the next snapshot", () => {
  const { room, planned, silence, nextPicture } = aRoom();
  room.take(aSnapshot("2026-11-23T10:00:00Z", 1));
  nextPicture();
  room.take(aSnapshot("2026-11-23T10:00:10Z", 2));
  nextPicture();
  expect([...planned.values()]).toEqual([staleAfter]);
  expect(room.stale).toBe(false);

  silence();
  expect(room.stale).toBe(true);
  room.take(aSnapshot("2026-11-23T10:00:50Z", 3));
  nextPicture();

  expect(room.stale).toBe(false);
});
