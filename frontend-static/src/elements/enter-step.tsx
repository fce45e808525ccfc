import type { GuestJourney } from "../journey/guest-journey";
import { problemIn } from "../journey/problem";
import { arrivalsFromElsewhere } from "../live/arrivals";
import type { LiveMeters } from "../live/live-meters";
import { words } from "../text/words";
import { Arrivals } from "./arrivals";
import { Form } from "./form";
import { MeterChoice } from "./meter-choice";
import { Notice } from "./notice";
import { ProblemSummary } from "./problem-summary";
import { ReadingFields } from "./reading-fields";
import { StepHeading } from "./step-heading";
import { SubmitButton } from "./submit-button";
import { TroubleNotice } from "./trouble-notice";

const text = words.enter;

interface EnterStepProps {
  journey: GuestJourney;
  live: LiveMeters;
  today: () => string;
  endsWithPage: boolean;
}

export function EnterStep({ journey, live, today, endsWithPage }: EnterStepProps) {
  const { problems, busy, reading } = journey;
  const open = journey.openMeters.length > 0;
  return (
    <>
      <ProblemSummary problems={problems} />
      <TroubleNotice
        trouble={journey.trouble}
        sending
        endsWithPage={endsWithPage}
        busy={busy}
        retry={() => void journey.retry()}
      />
      <StepHeading text={text.title} takesFocus={problems.length === 0 && !journey.trouble} />
      {journey.kept && <p class="lead">{text.kept}</p>}
      {journey.unproven && <p class="lead">{words.unproven.lead}</p>}
      {!open && <Notice kind="warning" title={text.allRemoved} />}
      <Form submit={() => journey.send()}>
        <MeterChoice
          meters={journey.meters}
          chosen={reading?.meter}
          choose={(meter) => journey.chooseMeter(meter)}
          problem={problemIn("meter", problems)}
        />
        {reading && <ReadingFields journey={journey} reading={reading} today={today} />}
        <Arrivals readings={reading ? arrivalsFromElsewhere(live.feedOf(reading.meter), journey.sent) : []} />
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
