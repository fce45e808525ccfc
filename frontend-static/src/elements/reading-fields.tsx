import type { GuestJourney } from "../journey/guest-journey";
import type { MeterReading } from "../journey/meter-reading";
import { registerField } from "../journey/meter-reading";
import { problemIn } from "../journey/problem";
import { words } from "../text/words";
import { DialFace } from "./dial-face";
import { Help } from "./help";
import { LeaveOut } from "./leave-out";
import { ReadDateField } from "./read-date-field";
import { RegisterField } from "./register-field";
import { Suggestions } from "./suggestions";

interface ReadingFieldsProps {
  journey: GuestJourney;
  reading: MeterReading;
  today: () => string;
}

/** Keyed by meter, so that the fields of one meter never turn into those of another under the typing hand. */
export function ReadingFields({ journey, reading, today }: ReadingFieldsProps) {
  const { problems } = journey;
  const { meter } = reading;
  return (
    <div key={meter.id}>
      <fieldset class="field-group">
        <legend>{words.enter.dials}</legend>
        <LeaveOut />
        {meter.registers.map((register) => (
          <RegisterField
            key={register.id}
            register={register}
            value={reading.value(register.id)}
            setValue={(value) => journey.setValue(register.id, value)}
            problem={problemIn(registerField(register.id), problems)}
          />
        ))}
        <Suggestions
          findings={journey.findings}
          busy={journey.busy}
          fixesFor={(suggestion) => journey.fixesFor(suggestion)}
          follow={(fix) => void journey.follow(fix)}
        />
        <Help question={words.enter.dialHelp} answer={words.enter.dialHelpText}>
          <p class="example" role="img" aria-label={words.enter.exampleLabel}>
            <span class="dial dial-small" data-cells="6">
              <DialFace digits={5} cells={6} shown="042716" />
            </span>
            <span aria-hidden="true">{words.enter.exampleEnter}</span>
          </p>
        </Help>
      </fieldset>
      <ReadDateField
        value={reading.readDate}
        setValue={(date) => journey.setReadDate(date)}
        latest={today()}
        problem={problemIn("readDate", problems)}
      />
    </div>
  );
}
