import type { GuestJourney } from "../journey/guest-journey";
import { problemIn } from "../journey/problem";
import { words } from "../text/words";
import { Form } from "./form";
import { MeterChoice } from "./meter-choice";
import { Notice } from "./notice";
import { ProblemSummary } from "./problem-summary";
import { ReadingFields } from "./reading-fields";
import { StepHeading } from "./step-heading";
import { SubmitButton } from "./submit-button";
import { TroubleNotice } from "./trouble-notice";

const text = words.enter;

export function EnterStep({ journey, today }: { journey: GuestJourney; today: () => string }) {
  const { problems, busy, reading } = journey;
  const open = journey.openMeters.length > 0;
  return (
    <>
      <ProblemSummary problems={problems} />
      <TroubleNotice trouble={journey.trouble} sending busy={busy} retry={() => void journey.retry()} />
      <StepHeading text={text.title} takesFocus />
      {journey.kept && <p class="lead">{text.kept}</p>}
      {!open && <Notice kind="warning" title={text.allRemoved} />}
      <Form submit={() => journey.send()}>
        <MeterChoice
          meters={journey.meters}
          chosen={reading?.meter}
          choose={(meter) => journey.chooseMeter(meter)}
          problem={problemIn("meter", problems)}
        />
        {reading && <ReadingFields journey={journey} reading={reading} today={today} />}
        {open && <SubmitButton text={text.submit} busyText={text.busy} busy={busy} />}
      </Form>
      <p>
        <button type="button" class="link-button" onClick={() => journey.identifyAgain()}>
          {text.back}
        </button>
      </p>
    </>
  );
}
