import { registerField } from "../../journey/meter-reading";
import { problemIn } from "../../journey/problem";
import { signedInWords } from "../../text/signed-in/words";
import { words } from "../../text/words";
import { Form } from "../form";
import { LeaveOut } from "../leave-out";
import { ProblemSummary } from "../problem-summary";
import { ReadDateField } from "../read-date-field";
import { RegisterField } from "../register-field";
import { StepHeading } from "../step-heading";
import { SubmitButton } from "../submit-button";
import { TextField } from "../text-field";
import { TroubleNotice } from "../trouble-notice";
import { ExpectedNote } from "./expected-note";
import { FindingDetails } from "./finding-details";
import { MeterFullName } from "./meter-full-name";
import { PhotoField } from "./photo-field";
import type { SubmissionProps } from "./submission";
import { SubmissionSuggestions } from "./submission-suggestions";

const text = signedInWords.send;

export function SubmissionEnter(props: SubmissionProps) {
  const { submission, byAgent, today } = props;
  const { problems, reading, meter, busy, expectation } = submission;
  // The sentence alone stands in the summary, and at its field.
  const explained = submission.findings.filter(({ arithmetic, explanations }) => arithmetic ?? explanations[0]);
  return (
    <>
      <ProblemSummary problems={problems} />
      <TroubleNotice trouble={submission.trouble} sending={busy} busy={busy} retry={() => void submission.retry()} />
      <StepHeading
        text={text.titleFor(words.fuel[meter.fuel])}
        takesFocus={problems.length === 0 && !submission.trouble}
      />
      <MeterFullName meter={meter} />
      {explained.length > 0 && <FindingDetails findings={explained} />}
      <Form submit={() => submission.send()}>
        <ReadDateField
          value={reading.readDate}
          setValue={(date) => submission.setReadDate(date)}
          latest={today()}
          problem={problemIn("readDate", problems)}
        />
        <fieldset class="field-group">
          <legend>{words.enter.dials}</legend>
          <LeaveOut />
          {meter.registers.map((register) => (
            <div class="field-group" key={register.id}>
              <RegisterField
                register={register}
                value={reading.value(register.id)}
                setValue={(value) => submission.setValue(register.id, value)}
                problem={problemIn(registerField(register.id), problems)}
              />
              <ExpectedNote expectation={expectation} registerId={register.id} typed={reading.value(register.id)} />
            </div>
          ))}
          <SubmissionSuggestions {...props} />
        </fieldset>
        {byAgent && (
          <TextField
            id="reason"
            label={text.reason}
            hint={text.reasonHint}
            problem={problemIn("reason", problems)}
            value={submission.reason}
            setValue={(reason) => submission.setReason(reason)}
          />
        )}
        <PhotoField photo={submission.photo} />
        <SubmitButton text={words.enter.submit} busyText={words.enter.busy} busy={busy} />
      </Form>
    </>
  );
}
