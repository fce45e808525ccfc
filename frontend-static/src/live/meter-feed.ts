import type { MeterChange } from "../api/guest-service";

/** What has happened to a meter above a sequence of its log: each change once, in order. */
export class MeterFeed {
  private readonly taken: MeterChange[] = [];

  /** `cursor` is the last sequence seen, and where to go on from after a break. */
  constructor(private seen: number) {}

  get cursor(): number {
    return this.seen;
  }

  get changes(): readonly MeterChange[] {
    return this.taken;
  }

  /** False for a change that is here already. */
  take(change: MeterChange): boolean {
    if (change.sequence <= this.seen) return false;
    this.seen = change.sequence;
    this.taken.push(change);
    return true;
  }
}
