import type { Meter, MeterChange } from "../api/guest-service";
import { Changing } from "../journey/changing";
import { after, type ConnectionEvent, type Phase, unconnected } from "./connection";
import { MeterFeed } from "./meter-feed";

/** A way to the live changes of meters, for as long as one token lasts. */
export interface Channel {
  /** `cursor` is asked at each new try. */
  follow(meterId: string, cursor: () => number, take: (change: MeterChange) => void): void;
  close(): void;
}

/** Rejects where not even the code for it can be loaded. */
export type OpenChannel = (token: string, hear: (event: ConnectionEvent) => void) => Promise<Channel>;

/** The meters that a journey has looked at, each followed until the journey's token ends. */
export class LiveMeters extends Changing {
  private connection = unconnected;
  private token = "";
  private readonly feeds = new Map<string, MeterFeed>();
  private channel: Promise<Channel> | undefined;

  constructor(private readonly open: OpenChannel) {
    super();
  }

  get phase(): Phase {
    return this.connection.phase;
  }

  feedOf(meter: Pick<Meter, "id">): MeterFeed | undefined {
    return this.feeds.get(meter.id);
  }

  /** From the meter's sequence as the journey began, so that nothing is missed between then and now. */
  follow({ id, sequence }: Pick<Meter, "id" | "sequence">, token: string): void {
    if (token !== this.token) this.begin(token);
    if (this.phase === "ended" || this.feeds.has(id)) return;
    const feed = new MeterFeed(sequence);
    this.feeds.set(id, feed);
    this.join(id, feed);
  }

  /** Closes the connection for as long as nobody can see the page. */
  pause(): void {
    void this.channel?.then((channel) => channel.close(), ignore);
    this.channel = undefined;
    if (this.phase !== "ended") this.connection = unconnected;
  }

  /** Goes on from the last change of each meter. */
  resume(): void {
    if (this.phase === "ended") return;
    for (const [id, feed] of this.feeds) this.join(id, feed);
  }

  private begin(token: string): void {
    this.pause();
    this.token = token;
    this.connection = unconnected;
    this.feeds.clear();
  }

  private join(id: string, feed: MeterFeed): void {
    const channel = this.channel ?? this.opened();
    const follow = (open: Channel) => {
      if (channel !== this.channel) return;
      open.follow(
        id,
        () => feed.cursor,
        (change) => {
          if (feed.take(change)) this.changed();
        },
      );
    };
    void channel.then(follow, () => this.hear("failed", channel));
  }

  private opened(): Promise<Channel> {
    const channel = this.open(this.token, (event) => this.hear(event, channel));
    this.channel = channel;
    return channel;
  }

  /** What a channel of the token before has to say, or one that was closed, is of no interest any more. */
  private hear(event: ConnectionEvent, channel: Promise<Channel>): void {
    if (channel !== this.channel) return;
    const { phase } = this;
    this.connection = after(this.connection, event);
    if (this.phase !== phase) this.changed();
  }
}

function ignore(): void {}
