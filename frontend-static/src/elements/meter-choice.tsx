import type { Meter } from "../api/guest-service";
import { dayInWords } from "../text/dates";
import { words } from "../text/words";
import { Choice } from "./choice";
import { MeterName, meterDetails } from "./meter-name";

interface MeterChoiceProps {
  meters: readonly Meter[];
  chosen: Meter | undefined;
  choose: (meter: Meter) => void;
  problem: string | undefined;
}

/** Which of the guest's meters was read. A meter that was taken away is shown, so that nobody looks for it in vain. */
export function MeterChoice({ meters, chosen, choose, problem }: MeterChoiceProps) {
  const [only, ...others] = meters;
  if (only && others.length === 0 && !only.removedOn) {
    return (
      <p class="only-meter">
        <MeterName meter={only} />
        <span class="hint">{meterDetails(only)}</span>
      </p>
    );
  }
  const firstOpen = meters.findIndex((meter) => !meter.removedOn);
  return (
    <fieldset class={problem ? "field field-wrong" : "field"} aria-describedby={problem && "meter-problem"}>
      <legend>{words.enter.which}</legend>
      {problem && (
        <p class="problem" id="meter-problem">
          {problem}
        </p>
      )}
      <div class="choices">
        {meters.map((meter, index) => (
          <Choice
            key={meter.id}
            id={index === firstOpen ? "meter" : `meter-${index}`}
            name="meter"
            label={<MeterName meter={meter} />}
            hint={
              meter.removedOn
                ? `${meterDetails(meter)}. ${words.enter.removed(dayInWords(meter.removedOn))}`
                : meterDetails(meter)
            }
            checked={meter.id === chosen?.id}
            disabled={Boolean(meter.removedOn)}
            choose={() => choose(meter)}
          />
        ))}
      </div>
    </fieldset>
  );
}
