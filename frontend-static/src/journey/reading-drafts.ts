import type { Meter } from "../api/guest-service";
import { MeterReading, type TypedReading } from "./meter-reading";
import { valuesFor } from "./suggestion";

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

  /** What was typed for one meter, as a reading of another. */
  move(reading: MeterReading, meter: Meter): MeterReading {
    this.discard(reading.meter);
    return this.restore(meter, { readDate: reading.readDate, values: valuesFor(meter, reading) });
  }

  discard(meter: Meter): void {
    this.byMeter.delete(meter.id);
  }
}
