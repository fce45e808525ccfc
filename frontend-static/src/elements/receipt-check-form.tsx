import { problemIn } from "../journey/problem";
import type { ReceiptCheck } from "../receipt/receipt-check";
import { words } from "../text/words";
import { Form } from "./form";
import { ProblemSummary } from "./problem-summary";
import { ReceiptVerdict } from "./receipt-verdict";
import { StepHeading } from "./step-heading";
import { SubmitButton } from "./submit-button";
import { TextField } from "./text-field";
import { TroubleNotice } from "./trouble-notice";
import { useChanges } from "./use-changes";
import { useTitle } from "./use-title";

const text = words.check;

export function ReceiptCheckForm({ check }: { check: ReceiptCheck }) {
  useChanges(check);
  useTitle(text.title, check.problems.length > 0);
  return (
    <div class="sheet">
      <ProblemSummary problems={check.problems} />
      <TroubleNotice trouble={check.trouble} busy={check.busy} retry={() => void check.retry()} />
      <StepHeading text={text.title} takesFocus={false} />
      <p class="lead">{text.lead}</p>
      <ReceiptVerdict receipt={check.receipt} />
      <Form submit={() => check.check()}>
        <TextField
          id="reference"
          label={text.reference}
          value={check.reference}
          problem={problemIn("reference", check.problems)}
          setValue={(reference) => check.set({ reference })}
        />
        <TextField
          id="signature"
          label={text.signature}
          value={check.signature}
          problem={problemIn("signature", check.problems)}
          setValue={(signature) => check.set({ signature })}
        />
        <SubmitButton text={text.submit} busyText={text.busy} busy={check.busy} />
      </Form>
      <p class="unseen" role="status">
        {check.busy && text.busy}
      </p>
    </div>
  );
}
