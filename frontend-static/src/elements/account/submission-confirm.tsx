import { dayInWords } from "../../text/dates";
import { words } from "../../text/words";
import { DialValue } from "../dial-value";
import { Form } from "../form";
import { StepHeading } from "../step-heading";
import { SubmitButton } from "../submit-button";
import { TroubleNotice } from "../trouble-notice";
import { FindingDetails } from "./finding-details";
import { MeterFullName } from "./meter-full-name";
import { PhotoField } from "./photo-field";
import type { SubmissionProps } from "./submission";
import { SubmissionSuggestions } from "./submission-suggestions";

const text = words.confirm;

export function SubmissionConfirm(props: SubmissionProps) {
  const { submission } = props;
  const { reading, meter, findings, busy } = submission;
  return (
    <>
      <TroubleNotice trouble={submission.trouble} sending={busy} busy={busy} retry={() => void submission.retry()} />
      <StepHeading text={text.title} takesFocus />
      <section class="looked-at" aria-label={words.enter.onlyMeter}>
        <MeterFullName meter={meter} />
        {meter.registers.map((register) => (
          <DialValue
            key={register.id}
            register={register}
            value={reading.value(register.id)}
            named={meter.registers.length > 1}
          />
        ))}
        <p class="hint">{text.readOn(dayInWords(reading.readDate))}</p>
      </section>
      <FindingDetails findings={findings} />
      <p>{text.lead}</p>
      <SubmissionSuggestions {...props} />
      <Form submit={() => submission.confirm()}>
        <PhotoField photo={submission.photo} />
        <div class="buttons">
          <SubmitButton text={text.yes} busyText={text.busy} busy={busy} />
          <button type="button" class="button button-second" aria-disabled={busy} onClick={() => submission.change()}>
            {text.change}
          </button>
        </div>
      </Form>
    </>
  );
}
