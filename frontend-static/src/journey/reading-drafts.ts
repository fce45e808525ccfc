import type { Meter } from "../api/guest-service";
import { MeterReading, type TypedReading } from "./meter-reading";

/** What was typed for each meter, so that looking at another meter loses nothing. */
export class ReadingDrafts {
  private readonly byMeter = new Map<string, MeterReading>();

  constructor(
    private readonly today: () => string,
    private readonly newKey: () => string,
  ) {}

  of(meter: Meter): MeterReading {
    const draft = this.byMeter.get(meter.id) ?? new MeterReading(meter, { readDate: this.today() }, this.newKey);
    this.byMeter.set(meter.id, draft);
    return draft;
  }

  /** What was typed before, in the place of any other draft of its meter. */
  restore(meter: Meter, typed: TypedReading): MeterReading {
    const draft = new MeterReading(meter, typed, this.newKey);
    this.byMeter.set(meter.id, draft);
    return draft;
  }

  discard(meter: Meter): void {
    this.byMeter.delete(meter.id);
  }
}
