import type { MeterChange } from "../api/guest-service";
import type { ConnectionEvent } from "../live/connection";
import type { OpenChannel } from "../live/live-meters";

interface OpenedChannel {
  readonly token: string;
  readonly hear: (event: ConnectionEvent) => void;
  /** By meter id: where each begins or goes on, and what takes its changes. */
  readonly followed: Map<string, { cursor: () => number; take: (change: MeterChange) => void }>;
  closed: boolean;
}

/** A network that opens channels, and keeps what was opened. With `failing` not even their code can be loaded. */
export function aNetwork({ failing = false } = {}): { open: OpenChannel; opened: OpenedChannel[] } {
  const opened: OpenedChannel[] = [];
  const open: OpenChannel = async (token, hear) => {
    const channel: OpenedChannel = { token, hear, followed: new Map(), closed: false };
    opened.push(channel);
    if (failing) throw new TypeError("Failed to fetch dynamically imported module");
    return {
      follow: (meterId, cursor, take) => channel.followed.set(meterId, { cursor, take }),
      close: () => {
        channel.closed = true;
      },
    };
  };
  return { open, opened };
}
