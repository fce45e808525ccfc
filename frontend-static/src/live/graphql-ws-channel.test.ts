import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { MeterChange } from "../api/guest-service";
import { aChange } from "../testing/a-change";
import { aWebSocketServer, settled } from "../testing/a-web-socket";
import type { ConnectionEvent } from "./connection";
import { graphqlWsChannel } from "./graphql-ws-channel";
import { MeterFeed } from "./meter-feed";
import { answerWithin, lifeOfSocket, pingEvery } from "./waits";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** The real client over sockets without a network. The waits are half of their longest. */
async function aFollowedMeter() {
  const { WebSocket, sockets } = aWebSocketServer();
  const heard: ConnectionEvent[] = [];
  const network = new EventTarget();
  const channel = graphqlWsChannel({
    address: "ws://site/graphql",
    token: "token-1",
    hear: (event) => heard.push(event),
    random: () => 0.5,
    network,
    webSocket: WebSocket,
  });
  const feed = new MeterFeed(41);
  channel.follow(
    "m-1",
    () => feed.cursor,
    (change) => void feed.take(change),
  );
  await settled();
  const socket = (index: number) => {
    const opened = sockets[index];
    if (!opened) throw new Error(`${sockets.length} sockets were opened, not ${index + 1}`);
    return opened;
  };
  const change = (index: number, data: MeterChange) => {
    const { id } = socket(index).subscribed[0] ?? {};
    return socket(index).say({ type: "next", id, payload: { data: { meterChanged: data } } });
  };
  await socket(0).accept();
  return { channel, network, feed, heard, sockets, socket, change };
}

test("the socket says who it is by the token, and begins after the last sequence that the page has", async () => {
  const { socket, heard } = await aFollowedMeter();

  expect(socket(0).sent[0]).toEqual({ type: "connection_init", payload: { authorization: "Bearer token-1" } });
  expect(socket(0).subscribed[0]?.payload?.variables).toEqual({ meterId: "m-1", after: 41 });
  expect(heard).toEqual(["connected"]);
});

test("after a network failure it goes on from the last change, and shows none twice", async () => {
  const { socket, change, feed, heard } = await aFollowedMeter();
  await change(0, aChange(42));

  await socket(0).fail();
  await vi.advanceTimersByTimeAsync(500);
  await socket(1).accept();
  await change(1, aChange(42));
  await change(1, aChange(43));

  expect(socket(1).subscribed[0]?.payload?.variables).toEqual({ meterId: "m-1", after: 42 });
  expect(feed.changes.map(({ sequence }) => sequence)).toEqual([42, 43]);
  expect(heard).toEqual(["connected", "closed", "connected"]);
});

test("it tries on without end, and at once when the network is back", async () => {
  const { socket, sockets, network } = await aFollowedMeter();
  await socket(0).fail();
  for (let attempt = 1; attempt <= 20; attempt += 1) {
    await vi.advanceTimersByTimeAsync(15_000);
    await socket(attempt).fail();
  }

  network.dispatchEvent(new Event("online"));
  await settled();

  expect(sockets).toHaveLength(22);
});

test("a socket that only looks open is replaced when the network is back", async () => {
  const { socket, network } = await aFollowedMeter();

  network.dispatchEvent(new Event("online"));
  await vi.advanceTimersByTimeAsync(500);

  await socket(1).accept();
  expect(socket(1).subscribed).toHaveLength(1);
});

test("a ping without an answer tells that the socket is dead", async () => {
  const { socket, sockets } = await aFollowedMeter();

  await vi.advanceTimersByTimeAsync(pingEvery);
  expect(socket(0).sent.at(-1)).toEqual({ type: "ping" });
  await socket(0).say({ type: "pong" });
  await vi.advanceTimersByTimeAsync(pingEvery);
  expect(sockets).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(answerWithin + 500);

  expect(sockets).toHaveLength(2);
});

test("before two hours are over the socket is replaced, and goes on where it was", async () => {
  const { socket, sockets, change } = await aFollowedMeter();
  await change(0, aChange(42));
  const answer = setInterval(() => void socket(0).say({ type: "pong" }), pingEvery / 2);

  await vi.advanceTimersByTimeAsync(lifeOfSocket(0.5) + 500);
  clearInterval(answer);
  await socket(1).accept();

  expect(sockets).toHaveLength(2);
  expect(socket(1).subscribed[0]?.payload?.variables).toEqual({ meterId: "m-1", after: 42 });
});

test.each([
  ["UNAUTHENTICATED", "expired"],
  ["FORBIDDEN", "failed"],
])("a subscription that ends with %s has %s, and is not tried again", async (code, event) => {
  const { socket, sockets, heard } = await aFollowedMeter();
  const { id } = socket(0).subscribed[0] ?? {};

  await socket(0).say({ type: "error", id, payload: [{ message: "No.", extensions: { code } }] });
  await vi.advanceTimersByTimeAsync(120_000);

  expect(heard).toEqual(["connected", event, "closed"]);
  expect(sockets).toHaveLength(1);
});

test("a closed channel leaves no socket behind and opens no other", async () => {
  const { channel, socket, sockets } = await aFollowedMeter();

  channel.close();
  await settled();
  await vi.advanceTimersByTimeAsync(120_000);

  expect(socket(0).sent.at(-1)?.type).toBe("complete");
  expect(socket(0).readyState).toBe(3);
  expect(sockets).toHaveLength(1);
});
