import type { SnapshotFragment } from "../api/generated/operations";
import { Changing } from "../journey/changing";

export type Snapshot = SnapshotFragment;

/** A second after the last snapshot is no news: one comes at most each second, and at least while something happens. */
export class OperationsRoom extends Changing {
  snapshot: Snapshot | undefined;
  /** When something was last heard, by this machine's clock; milliseconds since 1970. */
  lastSeen: number | undefined;
  /** What a screen reader is told, at a calm rate. */
  summary: Snapshot | undefined;
  /** Nothing was heard for longer than a live connection is ever silent, whatever that connection says of itself. */
  stale = false;
  private waiting: Snapshot | undefined;
  private summaryAt = Number.NEGATIVE_INFINITY;
  private cancelStale = () => {};

  /**
   * `nextFrame` runs a function with the next picture that the screen shows, and none while nobody can see it; `later`
   * does something after so many milliseconds and returns what prevents it.
   */
  constructor(
    private readonly now: () => number,
    private readonly nextFrame: (show: () => void) => unknown,
    private readonly later: (ms: number, act: () => void) => () => void,
  ) {
    super();
  }

  /** Each snapshot stands for itself, so after a break the next one puts everything right. */
  take(snapshot: Snapshot): void {
    if (this.snapshot && snapshot.at < this.snapshot.at) return;
    const scheduled = this.waiting !== undefined;
    this.waiting = snapshot;
    this.lastSeen = this.now();
    this.cancelStale();
    this.cancelStale = this.later(staleAfter, () => this.growStale());
    if (!scheduled) this.nextFrame(() => this.show());
  }

  private show(): void {
    this.snapshot = this.waiting;
    this.waiting = undefined;
    this.stale = false;
    if (this.now() - this.summaryAt >= betweenSummaries) {
      this.summaryAt = this.now();
      this.summary = this.snapshot;
    }
    this.changed();
  }

  private growStale(): void {
    this.stale = true;
    this.changed();
  }
}

/** Milliseconds. The service sends a snapshot every ten seconds at the latest: three of them did not come. */
export const staleAfter = 30_000;

/** Milliseconds. A screen reader that talks without a pause is switched off. */
export const betweenSummaries = 30_000;
