import { useEffect, useRef } from "preact/hooks";
import type { GuestJourney } from "../journey/guest-journey";
import type { LiveMeters } from "../live/live-meters";
import { fateOf } from "../live/reading-fate";
import type { Outbox } from "../outbox/outbox";
import type { ServiceNews } from "../service/service-news";
import { words } from "../text/words";
import type { Welcome } from "../welcome";
import { ConfirmStep } from "./confirm-step";
import { EnterStep } from "./enter-step";
import { GoOn } from "./go-on";
import { IdentifyStep } from "./identify-step";
import { NewVersion } from "./new-version";
import { OutboxPanel } from "./outbox-panel";
import { Progress } from "./progress";
import { ReceiptStep } from "./receipt-step";
import { ServiceNotice } from "./service-notice";
import { useChanges } from "./use-changes";
import { useTitle } from "./use-title";
import { WaitingStep } from "./waiting-step";

interface JourneyProps {
  journey: GuestJourney;
  outbox: Outbox;
  welcome: Welcome;
  live: LiveMeters;
  news: ServiceNews;
  today: () => string;
  print: () => void;
}

export function Journey({ journey, outbox, welcome, live, news, today, print }: JourneyProps) {
  useChanges(journey);
  useChanges(outbox);
  useChanges(welcome);
  useChanges(live);
  useChanges(news);
  useTitle(titleOf(journey, live), journey.problems.length > 0 || journey.refusal !== undefined);
  const opened = useRef(false);
  // The first page is read from its top; only a step that comes after another one takes the focus.
  useEffect(() => {
    opened.current = true;
  }, []);
  const endsWithPage = outbox.endsWithPage(journey.reading?.key ?? journey.waitingFor ?? "");
  return (
    <>
      <Progress step={journey.step} />
      {welcome.newVersion && <NewVersion load={() => welcome.loadNewVersion()} />}
      <ServiceNotice news={news} title={words.service.title} lead={words.service.lead} />
      <div class="sheet">
        {journey.step === "identify" && <GoOn journey={journey} welcome={welcome} />}
        {journey.step === "identify" && (
          <IdentifyStep journey={journey} takesFocus={opened.current && nothingWrong(journey)} />
        )}
        {journey.step === "enter" && (
          <EnterStep journey={journey} live={live} today={today} endsWithPage={endsWithPage} />
        )}
        {journey.step === "confirm" && <ConfirmStep journey={journey} endsWithPage={endsWithPage} />}
        {journey.step === "waiting" && (
          <WaitingStep journey={journey} endsWithPage={endsWithPage} readOnly={news.readOnly} />
        )}
        {journey.step === "receipt" && <ReceiptStep journey={journey} live={live} print={print} />}
      </div>
      <OutboxPanel outbox={outbox} journey={journey} />
      <p class="unseen" role="status">
        {journey.busy && (journey.step === "identify" ? words.identify.busy : words.enter.busy)}
      </p>
    </>
  );
}

/** What is to be put right takes the focus itself, and stands above the heading. */
const nothingWrong = ({ trouble, refusal, problems }: GuestJourney) => !trouble && !refusal && problems.length === 0;

function titleOf({ step, stored }: GuestJourney, live: LiveMeters): string {
  if (step !== "receipt") return words[step].title;
  return stored ? words.receipt.title[fateOf(stored.receipt, live.feedOf(stored.meter)).status] : "";
}
