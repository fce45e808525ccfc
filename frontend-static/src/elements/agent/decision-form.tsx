import { useEffect, useRef } from "preact/hooks";
import type { ReviewQueue } from "../../agent/review-queue";
import { problemIn } from "../../journey/problem";
import { signedInWords } from "../../text/signed-in/words";
import { Field } from "../field";
import { Form } from "../form";
import { Notice } from "../notice";
import { SubmitButton } from "../submit-button";

const text = signedInWords.review;

export function DecisionForm({ queue }: { queue: ReviewQueue }) {
  const { decision, busy, problems, refusal } = queue;
  const reason = useRef<HTMLTextAreaElement>(null);
  const problem = problemIn("reason", problems);
  // The decision leads to its reason, by key as by click; so does a missing one.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the focus follows the decision and the problem
  useEffect(() => {
    if (decision) reason.current?.focus();
  }, [decision, problem]);
  return (
    <Form submit={() => queue.send()}>
      {refusal && (
        <Notice kind="error" title={text.refused} about={refusal}>
          <p>{refusal}</p>
        </Notice>
      )}
      <fieldset class="switch">
        <legend class="unseen">{text.heading}</legend>
        {(["ACCEPT", "REJECT"] as const).map((one) => (
          <label key={one}>
            <input type="radio" name="decision" checked={decision === one} onChange={() => queue.decide(one)} />
            <span>{one === "ACCEPT" ? text.accept : text.reject}</span>
          </label>
        ))}
      </fieldset>
      {decision && (
        <>
          <Field id="reason" label={text.reason} hint={text.reasonHint} problem={problem}>
            <textarea
              id="reason"
              ref={reason}
              class="text-input"
              rows={3}
              maxLength={500}
              value={queue.reason}
              aria-describedby={problem ? "reason-hint reason-problem" : "reason-hint"}
              aria-invalid={problem ? true : undefined}
              onInput={(event) => queue.setReason(event.currentTarget.value)}
              onKeyDown={(event) => {
                if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void queue.send();
              }}
            />
          </Field>
          <SubmitButton text={text.send[decision]} busyText={text.busy} busy={busy} />
        </>
      )}
    </Form>
  );
}
