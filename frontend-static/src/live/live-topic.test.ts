import { expect, test, vi } from "vitest";
import type { ConnectionEvent } from "./connection";
import { type FollowTopic, LiveTopic } from "./live-topic";

function aTopic() {
  const followed: { take: (value: number) => void; hear: (event: ConnectionEvent) => void; closed: boolean }[] = [];
  const follow: FollowTopic<number> = async (take, hear) => {
    const one = { take, hear, closed: false };
    followed.push(one);
    return {
      close: () => {
        one.closed = true;
      },
    };
  };
  const taken: number[] = [];
  const connected = vi.fn();
  const topic = new LiveTopic(follow, { take: (value) => taken.push(value), connected });
  return { topic, followed, taken, connected };
}

test("each new connection is told, since something may have been missed before it", () => {
  const { topic, followed, connected } = aTopic();
  topic.start();

  followed[0]?.hear("connected");
  followed[0]?.hear("closed");
  followed[0]?.hear("connected");

  expect(connected).toHaveBeenCalledTimes(2);
  expect(topic.phase).toBe("live");
});

test("after a stop nothing more comes from what was followed before", async () => {
  const { topic, followed, taken } = aTopic();
  topic.start();
  followed[0]?.take(1);

  topic.stop();
  topic.start();
  await Promise.resolve();
  followed[0]?.take(2);
  followed[0]?.hear("expired");
  followed[1]?.take(3);

  expect(followed[0]?.closed).toBe(true);
  expect(taken).toEqual([1, 3]);
  expect(topic.phase).toBe("connecting");
});

test("code that cannot be loaded is a lost connection", async () => {
  const topic = new LiveTopic(() => Promise.reject(new TypeError("Failed to fetch")), { take: () => {} });

  topic.start();
  await vi.waitUntil(() => topic.phase === "lost");
});
