import { expect, test } from "vitest";
import { aQueuedReading } from "../testing/a-known-reading";
import { aSignedInService } from "../testing/a-signed-in-service";
import { settled } from "../testing/a-web-socket";
import { type QueuedReading, ReviewQueue } from "./review-queue";

const page = (readings: QueuedReading[], next: string | null = null) => ({
  reviewQueue: {
    edges: readings.map((node) => ({ node })),
    pageInfo: { hasNextPage: next !== null, endCursor: next },
  },
});
const change = (length: number, removedId: string | null, added: QueuedReading | null = null) => ({
  at: "2026-11-23T10:00:00Z",
  length,
  removedId,
  added,
});
const decided = (id: string, status: string) => ({
  meter: {
    changes: { changes: [{ reading: { id, status, decidedBy: "Agent Two", decisionReason: "The photo shows it" } }] },
  },
});
const ids = (queue: ReviewQueue) => queue.items?.map(({ id }) => id);

async function aQueue(...more: Parameters<typeof aSignedInService>) {
  const waiting = [aQueuedReading("R-1"), aQueuedReading("R-2"), aQueuedReading("R-3")];
  const asked = aSignedInService(page(waiting), ...more);
  const queue = new ReviewQueue(asked.service);
  await queue.load();
  return { queue, ...asked };
}

test("a reading that comes live stands last, and one that is decided elsewhere goes", async () => {
  const { queue } = await aQueue();

  queue.hear(change(4, null, aQueuedReading("R-4")));
  queue.hear(change(3, "R-2"));

  expect(ids(queue)).toEqual(["R-1", "R-3", "R-4"]);
  expect(queue.length).toBe(3);
});

test("the same change heard twice shows a reading once", async () => {
  const { queue } = await aQueue();

  queue.hear(change(4, null, aQueuedReading("R-4")));
  queue.hear(change(4, null, aQueuedReading("R-4")));

  expect(ids(queue)).toEqual(["R-1", "R-2", "R-3", "R-4"]);
});

test("a length that does not fit what is shown means that something was missed, and the queue is asked for again", async () => {
  const { queue } = await aQueue(page([aQueuedReading("R-2"), aQueuedReading("R-9")]));

  queue.hear(change(2, "R-1"));
  queue.hear(change(2, "R-3"));
  await settled();

  expect(ids(queue)).toEqual(["R-2", "R-9"]);
});

test("a reading that was decided while the page was asked for does not come back with it", async () => {
  let answer: (page: object) => void = () => {};
  const slow = new Promise<object>((resolve) => {
    answer = resolve;
  });
  const { queue } = await aQueue(slow, page([aQueuedReading("R-2")]));

  const loading = queue.load();
  await settled();
  queue.hear(change(1, "R-1"));
  answer(page([aQueuedReading("R-1"), aQueuedReading("R-2")]));
  await loading;

  expect(ids(queue)).toEqual(["R-2"]);
});

test("an agent who looks at a reading sees at once that a colleague decided it, and then who and why", async () => {
  const { queue, asked } = await aQueue(decided("R-2", "ACCEPTED_FLAGGED"));
  queue.choose(queue.items?.[1] as QueuedReading);
  queue.decide("REJECT");

  queue.hear(change(2, "R-2"));
  expect(queue.outcome).toMatchObject({ mine: false, status: undefined });
  await settled();

  expect(queue.open?.id).toBe("R-2");
  expect(queue.outcome).toEqual({
    mine: false,
    status: "ACCEPTED_FLAGGED",
    by: "Agent Two",
    reason: "The photo shows it",
  });
  expect(asked[1]).toEqual({ meterId: "m-1", after: 41 });
  await queue.send();
  expect(asked).toHaveLength(2);
});

test("a photo that is asked for while the queue is loaded is shown after that", async () => {
  let answer: (page: object) => void = () => {};
  const slow = new Promise<object>((resolve) => {
    answer = resolve;
  });
  const photo = { url: "https://photos.test/1", expiresAt: "2026-11-23T10:05:00Z" };
  const { queue } = await aQueue(slow, { meter: { changes: { changes: [{ reading: { id: "R-1", photo } }] } } });
  queue.choose(aQueuedReading("R-1"));

  const loading = queue.load();
  await settled();
  const showing = queue.showPhoto();
  answer(page([aQueuedReading("R-1")]));
  await Promise.all([loading, showing]);

  expect(queue.photo).toEqual(photo);
});

test("a decision needs its reason", async () => {
  const { queue, asked } = await aQueue();
  queue.step(1);
  queue.decide("REJECT");
  queue.setReason("  ");

  await queue.send();

  expect(queue.problems.map(({ field }) => field)).toEqual(["reason"]);
  expect(asked).toHaveLength(1);
});

test("after a decision the next reading is the one that stood behind it", async () => {
  const reading = { ...aQueuedReading("R-2"), status: "REJECTED", decidedBy: "Agent", decisionReason: "Wrong meter" };
  const { queue, asked } = await aQueue({ decideReview: { __typename: "ReadingChanged", reading } });
  queue.choose(queue.items?.[1] as QueuedReading);
  queue.decide("REJECT");
  queue.setReason("Wrong meter");

  await queue.send();
  queue.hear(change(2, "R-2"));
  expect(queue.outcome).toMatchObject({ mine: true, status: "REJECTED" });
  queue.step(1);

  expect(asked[1]).toEqual({ input: { readingId: "R-2", decision: "REJECT", reason: "Wrong meter" } });
  expect(queue.open?.id).toBe("R-3");
  expect(queue.outcome).toBeUndefined();
});

test("a decision that comes too late says so, in the service's words", async () => {
  const { queue } = await aQueue({
    decideReview: { __typename: "ReadingChangeRefused", code: "NOT_UNDER_REVIEW", message: "It was decided before." },
  });
  queue.step(1);
  queue.decide("ACCEPT");
  queue.setReason("Fits");

  await queue.send();

  expect(queue.refusal).toBe("It was decided before.");
  expect(queue.outcome).toBeUndefined();
});
