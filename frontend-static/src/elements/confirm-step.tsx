import type { GuestJourney } from "../journey/guest-journey";
import { dayInWords } from "../text/dates";
import { findingInWords } from "../text/server-in-words";
import { words } from "../text/words";
import { DialValue } from "./dial-value";
import { Form } from "./form";
import { MeterName, meterDetails } from "./meter-name";
import { StepHeading } from "./step-heading";
import { SubmitButton } from "./submit-button";
import { Suggestions } from "./suggestions";
import { TroubleNotice } from "./trouble-notice";

const text = words.confirm;

export function ConfirmStep({ journey, endsWithPage }: { journey: GuestJourney; endsWithPage: boolean }) {
  const { reading, findings, busy } = journey;
  if (!reading) return null;
  const { registers } = reading.meter;
  return (
    <>
      <TroubleNotice
        trouble={journey.trouble}
        sending
        endsWithPage={endsWithPage}
        busy={busy}
        retry={() => void journey.retry()}
      />
      <StepHeading text={text.title} takesFocus />
      <section class="looked-at" aria-label={words.enter.onlyMeter}>
        <p>
          <MeterName meter={reading.meter} />
          <span class="hint">{meterDetails(reading.meter)}</span>
        </p>
        {registers.map((register) => (
          <DialValue
            key={register.id}
            register={register}
            value={reading.value(register.id)}
            named={registers.length > 1}
          />
        ))}
        <p class="hint">{text.readOn(dayInWords(reading.readDate))}</p>
      </section>
      <ul class="findings">
        {findings.map((finding) => (
          <li key={finding.code + finding.register}>{findingInWords(finding)}</li>
        ))}
      </ul>
      <p>{text.lead}</p>
      <Suggestions
        findings={findings}
        busy={busy}
        fixesFor={(suggestion) => journey.fixesFor(suggestion)}
        follow={(fix) => void journey.follow(fix)}
      />
      <Form submit={() => journey.confirm()}>
        <div class="buttons">
          <SubmitButton text={text.yes} busyText={text.busy} busy={busy} />
          <button type="button" class="button button-second" aria-disabled={busy} onClick={() => journey.change()}>
            {text.change}
          </button>
        </div>
      </Form>
    </>
  );
}
