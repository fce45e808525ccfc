import { useEffect, useRef } from "preact/hooks";
import type { QueuedReading, ReviewQueue } from "../../agent/review-queue";
import { dayInWords, instantInWords } from "../../text/dates";
import { signedInWords } from "../../text/signed-in/words";
import { words } from "../../text/words";
import { Facts } from "../account/facts";
import { FindingDetails } from "../account/finding-details";
import { MeterFullName } from "../account/meter-full-name";
import { DialValue } from "../dial-value";
import { TroubleNotice } from "../trouble-notice";
import { useChanges } from "../use-changes";
import { DecisionForm } from "./decision-form";
import { DecisionOutcome } from "./decision-outcome";

const text = signedInWords.review;

interface ReviewPanelProps {
  queue: ReviewQueue;
  addressOfAccount: (number: string, meterId: string) => string;
}

/** The reading that is looked at: what it says, why it is held, and the decision. */
export function ReviewPanel({ queue, addressOfAccount }: ReviewPanelProps) {
  useChanges(queue);
  const { open } = queue;
  return (
    <section class="panel review" aria-labelledby="review-heading">
      <h2 id="review-heading">{text.heading}</h2>
      {!open && <p class="hint">{signedInWords.queue.choose}</p>}
      {open && <OneReview key={open.id} queue={queue} open={open} addressOfAccount={addressOfAccount} />}
    </section>
  );
}

function OneReview({ queue, open, addressOfAccount }: ReviewPanelProps & { open: QueuedReading }) {
  const { meter } = open;
  const heading = useRef<HTMLHeadingElement>(null);
  // Chosen by a key or a click in the list: a screen reader reads on from here.
  useEffect(() => heading.current?.focus(), []);
  return (
    <>
      <h3 ref={heading} tabIndex={-1}>
        {words.fuel[meter.fuel]}, {dayInWords(open.readDate)}
      </h3>
      <TroubleNotice trouble={queue.trouble} busy={queue.busy} retry={() => void queue.retry()} />
      <DecisionOutcome queue={queue} />
      <MeterFullName meter={meter} />
      {open.registers.map(({ register, value }) => (
        <DialValue key={register.id} register={register} value={value} named={open.registers.length > 1} />
      ))}
      <Facts
        facts={[
          [
            text.customer,
            meter.accountNumber && (
              <a href={addressOfAccount(meter.accountNumber, meter.id)}>{text.openAccount(meter.accountNumber)}</a>
            ),
          ],
          [text.by, `${signedInWords.source[open.source]}, ${instantInWords(open.submittedAt)}`],
          [signedInWords.readings.reason, open.reason],
        ]}
      />
      <FindingDetails findings={open.findings} />
      <ReviewPhoto queue={queue} serial={meter.serial} />
      {!queue.outcome && <DecisionForm queue={queue} />}
    </>
  );
}

function ReviewPhoto({ queue, serial }: { queue: ReviewQueue; serial: string }) {
  const { photo } = queue;
  if (photo === null) return <p role="status">{text.noPhoto}</p>;
  if (photo) return <img class="review-photo" src={photo.url} alt={text.photoAlt(serial)} />;
  return (
    <p>
      <button
        type="button"
        class="button button-second"
        aria-disabled={queue.busy}
        onClick={() => void queue.showPhoto()}
      >
        {text.photo}
      </button>
    </p>
  );
}
