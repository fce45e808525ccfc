import { useEffect, useRef } from "preact/hooks";
import type { GuestJourney } from "../journey/guest-journey";
import type { LiveMeters } from "../live/live-meters";
import { fateOf } from "../live/reading-fate";
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
  live: LiveMeters;
  today: () => string;
  print: () => void;
}

export function Journey({ journey, live, today, print }: JourneyProps) {
  useChanges(journey);
  useChanges(live);
  useTitle(titleOf(journey, live), journey.problems.length > 0 || journey.refusal !== undefined);
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
        {journey.step === "enter" && <EnterStep journey={journey} live={live} today={today} />}
        {journey.step === "confirm" && <ConfirmStep journey={journey} />}
        {journey.step === "receipt" && <ReceiptStep journey={journey} live={live} print={print} />}
      </div>
      <p class="unseen" role="status">
        {journey.busy && (journey.step === "identify" ? words.identify.busy : words.enter.busy)}
      </p>
    </>
  );
}

function titleOf({ step, stored }: GuestJourney, live: LiveMeters): string {
  if (step !== "receipt") return words[step].title;
  return stored ? words.receipt.title[fateOf(stored.receipt, live.feedOf(stored.meter)).status] : "";
}
