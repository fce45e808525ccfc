import { useEffect, useRef } from "preact/hooks";
import type { GuestJourney } from "../journey/guest-journey";
import { words } from "../text/words";
import { ConfirmStep } from "./confirm-step";
import { EnterStep } from "./enter-step";
import { IdentifyStep } from "./identify-step";
import { Progress } from "./progress";
import { ReceiptStep } from "./receipt-step";
import { useChanges } from "./use-changes";
import { useTitle } from "./use-title";

interface JourneyProps {
  journey: GuestJourney;
  today: () => string;
  print: () => void;
}

export function Journey({ journey, today, print }: JourneyProps) {
  useChanges(journey);
  useTitle(titleOf(journey), journey.problems.length > 0 || journey.refusal !== undefined);
  const opened = useRef(false);
  // The first page is read from its top; only a step that comes after another one takes the focus.
  useEffect(() => {
    opened.current = true;
  }, []);
  return (
    <>
      <Progress step={journey.step} />
      <div class="sheet">
        {journey.step === "identify" && (
          <IdentifyStep journey={journey} takesFocus={opened.current && !journey.trouble} />
        )}
        {journey.step === "enter" && <EnterStep journey={journey} today={today} />}
        {journey.step === "confirm" && <ConfirmStep journey={journey} />}
        {journey.step === "receipt" && <ReceiptStep journey={journey} print={print} />}
      </div>
      <p class="unseen" role="status">
        {journey.busy && (journey.step === "identify" ? words.identify.busy : words.enter.busy)}
      </p>
    </>
  );
}

function titleOf({ step, stored }: GuestJourney): string {
  if (step === "receipt") return stored?.held ? words.receipt.heldTitle : words.receipt.acceptedTitle;
  return words[step].title;
}
