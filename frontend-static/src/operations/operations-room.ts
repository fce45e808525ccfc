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
  private waiting: Snapshot | undefined;
  private summaryAt = Number.NEGATIVE_INFINITY;

  /** `nextFrame` runs a function with the next picture that the screen shows, and none while nobody can see it. */
  constructor(
    private readonly now: () => number,
    private readonly nextFrame: (show: () => void) => unknown,
  ) {
    super();
  }

  /** Each snapshot stands for itself, so after a break the next one puts everything right. */
  take(snapshot: Snapshot): void {
    if (this.snapshot && snapshot.at < this.snapshot.at) return;
    const scheduled = this.waiting !== undefined;
    this.waiting = snapshot;
    this.lastSeen = this.now();
    if (!scheduled) this.nextFrame(() => this.show());
  }

  private show(): void {
    this.snapshot = this.waiting;
    this.waiting = undefined;
    if (this.now() - this.summaryAt >= betweenSummaries) {
      this.summaryAt = this.now();
      this.summary = this.snapshot;
    }
    this.changed();
  }
}

/** Milliseconds. A screen reader that talks without a pause is switched off. */
export const betweenSummaries = 30_000;
