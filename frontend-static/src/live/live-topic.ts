import { Changing } from "../journey/changing";
import { after, type ConnectionEvent, type Phase, unconnected } from "./connection";

/** Starts to follow something; `hear` tells of the connection. Rejects where not even the code can be loaded. */
export type FollowTopic<Value> = (
  take: (value: Value) => void,
  hear: (event: ConnectionEvent) => void,
) => Promise<{ close(): void }>;

/** One subscription of which only what comes next matters: a snapshot, a queue's changes. */
export class LiveTopic<Value> extends Changing {
  private connection = unconnected;
  private following: Promise<{ close(): void }> | undefined;

  constructor(
    private readonly follow: FollowTopic<Value>,
    private readonly told: { take: (value: Value) => void; connected?: () => void },
  ) {
    super();
  }

  get phase(): Phase {
    return this.connection.phase;
  }

  start(): void {
    if (this.following) return;
    const mine = (then: () => void) => this.following === following && then();
    const following = this.follow(
      (value) => mine(() => this.told.take(value)),
      (event) => mine(() => this.hear(event)),
    );
    this.following = following;
    following.catch(() => mine(() => this.hear("failed")));
  }

  /** For as long as nobody can see the page. */
  stop(): void {
    void this.following?.then(
      (topic) => topic.close(),
      () => {},
    );
    this.following = undefined;
    this.connection = unconnected;
  }

  private hear(event: ConnectionEvent): void {
    const { phase } = this;
    this.connection = after(this.connection, event);
    if (event === "connected") this.told.connected?.();
    if (this.phase !== phase) this.changed();
  }
}
