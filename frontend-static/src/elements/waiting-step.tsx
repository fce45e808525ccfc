import type { GuestJourney } from "../journey/guest-journey";
import { words } from "../text/words";
import { StepHeading } from "./step-heading";

const text = words.waiting;

/** The reading is on this device, and the person can go. */
export function WaitingStep({ journey, endsWithPage }: { journey: GuestJourney; endsWithPage: boolean }) {
  return (
    <>
      <StepHeading text={text.title} takesFocus />
      <p class="lead">{endsWithPage ? text.leadEndsWithPage : text.lead}</p>
      <p>
        <button type="button" class="button button-second" onClick={() => journey.another()}>
          {text.another}
        </button>
      </p>
    </>
  );
}
