import { createClient } from "graphql-ws/client";
import { MeterChangedDocument, type MeterChangedSubscription } from "../api/generated/operations";
import type { ConnectionEvent } from "./connection";
import type { Channel } from "./live-meters";
import { answerWithin, lifeOfSocket, pingEvery, waitBeforeTry } from "./waits";

export interface ChannelOptions {
  address: string;
  token: string;
  hear: (event: ConnectionEvent) => void;
  random: () => number;
  /** Tells by an event "online" that trying makes sense again. */
  network: EventTarget;
  webSocket?: unknown;
}

/** Follows meters by GraphQL subscriptions over one WebSocket, which is opened with the first of them. */
export function graphqlWsChannel({ address, token, hear, random, network, webSocket }: ChannelOptions): Channel {
  const socketEnds = new Timers();
  const stops: (() => void)[] = [];
  const restart = () => client.terminate();
  const client = createClient({
    url: address,
    connectionParams: { authorization: `Bearer ${token}` },
    lazy: true,
    keepAlive: pingEvery,
    connectionAckWaitTimeout: answerWithin,
    retryAttempts: Number.POSITIVE_INFINITY,
    // A browser tells of a network failure by an error without a code, which graphql-ws takes for final.
    shouldRetry: () => true,
    retryWait: (attempt) => waitUntilOnline(waitBeforeTry(attempt, random()), network),
    webSocketImpl: webSocket,
    on: {
      opened: () => {
        socketEnds.set("life", restart, lifeOfSocket(random()));
        // After a network comes back, a socket may look open for minutes and be dead.
        network.addEventListener("online", restart);
      },
      connected: () => hear("connected"),
      ping: (received) => {
        if (!received) socketEnds.set("pong", restart, answerWithin);
      },
      pong: (received) => {
        if (received) socketEnds.clear("pong");
      },
      closed: () => {
        socketEnds.clearAll();
        network.removeEventListener("online", restart);
        hear("closed");
      },
    },
  });
  return {
    follow(meterId, cursor, take) {
      const variables = {
        meterId,
        // The client sends this object again with each new connection: it goes on from where it was.
        get after() {
          return cursor();
        },
      };
      const stop = client.subscribe<MeterChangedSubscription>(
        { query: MeterChangedDocument.toString(), variables },
        {
          next: ({ data }) => data && take(data.meterChanged),
          error: (error) => hear(isExpiry(error) ? "expired" : "failed"),
          complete: () => {},
        },
      );
      stops.push(stop);
    },
    close() {
      for (const stop of stops) stop();
    },
  };
}

class Timers {
  private readonly running = new Map<string, ReturnType<typeof setTimeout>>();

  set(name: string, then: () => void, wait: number): void {
    this.clear(name);
    this.running.set(name, setTimeout(then, wait));
  }

  clear(name: string): void {
    clearTimeout(this.running.get(name));
    this.running.delete(name);
  }

  clearAll(): void {
    for (const name of [...this.running.keys()]) this.clear(name);
  }
}

function waitUntilOnline(wait: number, network: EventTarget): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      network.removeEventListener("online", done);
      resolve();
    };
    const timer = setTimeout(done, wait);
    network.addEventListener("online", done);
  });
}

function isExpiry(error: unknown): boolean {
  return Array.isArray(error) && error.some(({ extensions }) => extensions?.code === "UNAUTHENTICATED");
}
