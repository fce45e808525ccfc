import type { MeterChange } from "../api/guest-service";
import { dayInWords, timeInWords } from "../text/dates";
import { valuesInWords } from "../text/values-in-words";
import { words } from "../text/words";

const text = words.arrival;

/** Readings that came from elsewhere while this one is entered. Read out as they come; they take no focus. */
export function Arrivals({ readings }: { readings: readonly MeterChange["reading"][] }) {
  return (
    <div class="arrivals" role="status">
      {readings.map(({ id, readDate, registers, submittedAt, status }) => (
        <div class="arrival" key={id}>
          <p class="arrival-title">{text.title(valuesInWords({ registers }), dayInWords(readDate))}</p>
          <p>
            {text.received(timeInWords(submittedAt, new Date()), words.status[status])} {text.advice}
          </p>
        </div>
      ))}
    </div>
  );
}
