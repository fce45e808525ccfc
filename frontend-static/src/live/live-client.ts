import { createClient } from "graphql-ws/client";
import type { TypedDocumentString } from "../api/generated/operations";
import type { ConnectionEvent } from "./connection";
import { answerWithin, lifeOfSocket, pingEvery, waitBeforeTry } from "./waits";

export interface LiveClientOptions {
  address: string;
  /** Asked for with each new connection. */
  token: () => string | Promise<string>;
  /** Milliseconds until the token in use ends; the connection is made anew, with a new one, before that. */
  tokenLasts?: () => number;
  hear: (event: ConnectionEvent) => void;
  random: () => number;
  /** Tells by an event "online" that trying makes sense again. */
  network: EventTarget;
  webSocket?: unknown;
}

/** GraphQL subscriptions over one WebSocket, which is opened with the first of them. */
export interface LiveClient {
  /** `variables` are read again with each new connection. */
  subscribe<Result, Variables>(
    document: TypedDocumentString<Result, Variables>,
    variables: Variables,
    take: (data: Result) => void,
  ): void;
  close(): void;
}

export function liveClient(options: LiveClientOptions): LiveClient {
  const { address, token, hear, random, network, webSocket } = options;
  const tokenLasts = options.tokenLasts ?? (() => Number.POSITIVE_INFINITY);
  const socketEnds = new Timers();
  const stops: (() => void)[] = [];
  const restart = () => client.terminate();
  const client = createClient({
    url: address,
    connectionParams: async () => ({ authorization: `Bearer ${await token()}` }),
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
        // After a network comes back, a socket may look open for minutes and be dead.
        network.addEventListener("online", restart);
      },
      connected: () => {
        socketEnds.set("life", restart, Math.min(lifeOfSocket(random()), Math.max(tokenLasts(), answerWithin)));
        hear("connected");
      },
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
    subscribe(document, variables, take) {
      const stop = client.subscribe(
        // The client sends this object again with each new connection: it goes on from where it was.
        { query: document.toString(), variables: variables as Record<string, unknown> },
        {
          next: ({ data }) => data && take(data as never),
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
