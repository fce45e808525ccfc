import type { Meter } from "../api/guest-service";
import { words } from "../text/words";
import { MeterName, meterDetails } from "./meter-name";

interface NextReadingProps {
  meters: readonly Meter[];
  sent: Meter;
  next: (meter?: Meter) => void;
}

/** The other meters first: most homes with two send both on one day. */
export function NextReading({ meters, sent, next }: NextReadingProps) {
  const others = meters.filter((meter) => meter.id !== sent.id);
  return (
    <section>
      <h2>{words.receipt.another}</h2>
      <ul class="plain-list">
        {[...others, sent].map((meter) => (
          <li key={meter.id}>
            <button type="button" class="meter-button" onClick={() => next(meter)}>
              <MeterName meter={meter} />
              <span class="hint">{meterDetails(meter)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
