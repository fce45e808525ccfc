import type { GuestJourney } from "../journey/guest-journey";
import { words } from "../text/words";
import { StepHeading } from "./step-heading";

const text = words.waiting;

interface WaitingStepProps {
  journey: GuestJourney;
  endsWithPage: boolean;
  /** Whether it waits for the service, not for a network. */
  readOnly: boolean;
}

/** The reading is on this device, and the person can go. */
export function WaitingStep({ journey, endsWithPage, readOnly }: WaitingStepProps) {
  const lead = readOnly ? text.leadReadOnly : text.lead;
  return (
    <>
      <StepHeading text={text.title} takesFocus />
      <p class="lead">{endsWithPage ? text.leadEndsWithPage : lead}</p>
      <p>
        <button type="button" class="button button-second" onClick={() => journey.another()}>
          {text.another}
        </button>
      </p>
    </>
  );
}
