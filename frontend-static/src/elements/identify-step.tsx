import type { Trouble } from "../api/trouble";
import type { GuestJourney } from "../journey/guest-journey";
import { problemIn } from "../journey/problem";
import { timeInWords } from "../text/dates";
import { refusalInWords } from "../text/server-in-words";
import { words } from "../text/words";
import { Form } from "./form";
import { IdentificationFields } from "./identification-fields";
import { IdentifiedByChoice } from "./identified-by-choice";
import { Notice } from "./notice";
import { ProblemSummary } from "./problem-summary";
import { StepHeading } from "./step-heading";
import { SubmitButton } from "./submit-button";
import { TroubleNotice } from "./trouble-notice";

const text = words.identify;

const goOnWithout = new Set<Trouble["kind"] | undefined>(["offline", "unavailable", "read-only"]);

export function IdentifyStep({ journey, takesFocus }: { journey: GuestJourney; takesFocus: boolean }) {
  const { refusal, problems, busy, identification } = journey;
  return (
    <>
      <ProblemSummary problems={problems} />
      <TroubleNotice trouble={journey.trouble} busy={busy} retry={() => void journey.retry()}>
        {goOnWithout.has(journey.trouble?.kind) && (
          <>
            <p>
              {journey.trouble?.kind === "read-only"
                ? words.trouble.unprovenOfferReadOnly
                : words.trouble.unprovenOffer}
            </p>
            <button type="button" class="button" onClick={() => journey.enterUnproven()}>
              {words.trouble.enterUnproven}
            </button>
          </>
        )}
      </TroubleNotice>
      {refusal && (
        <Notice kind="error" title={text.refused} about={refusal}>
          <p>{refusalInWords(refusal)}</p>
          {refusal.retryAt && <p>{words.trouble.retryAt(timeInWords(refusal.retryAt, new Date()))}</p>}
        </Notice>
      )}
      <StepHeading text={text.title} takesFocus={takesFocus} />
      <p class="lead">{journey.kept ? text.again : text.lead}</p>
      <Form submit={() => journey.identify()}>
        <IdentifiedByChoice by={identification.by} choose={(by) => journey.identifyWith({ by })} />
        <IdentificationFields
          identification={identification}
          problem={(field) => problemIn(field, problems)}
          change={(change) => journey.identifyWith(change)}
        />
        <SubmitButton text={text.submit} busyText={text.busy} busy={busy} />
      </Form>
    </>
  );
}
