import type { GuestJourney } from "../journey/guest-journey";
import { receiptNotes } from "../journey/receipt-notes";
import type { LiveMeters } from "../live/live-meters";
import { fateOf } from "../live/reading-fate";
import { receiptAddress } from "../receipt/receipt-address";
import { findingInWords } from "../text/server-in-words";
import { words } from "../text/words";
import { NextReading } from "./next-reading";
import { ReceiptCard } from "./receipt-card";
import { ReceiptFate } from "./receipt-fate";
import { StepHeading } from "./step-heading";

const text = words.receipt;

interface ReceiptStepProps {
  journey: GuestJourney;
  live: LiveMeters;
  print: () => void;
}

export function ReceiptStep({ journey, live, print }: ReceiptStepProps) {
  const { stored } = journey;
  if (!stored) return null;
  const { receipt, meter } = stored;
  const fate = fateOf(receipt, live.feedOf(meter));
  const notes = receiptNotes(stored.findings);
  return (
    <>
      <StepHeading text={text.title[fate.status]} takesFocus />
      <p class="lead">{text.lead[fate.status]}</p>
      <ReceiptCard receipt={{ ...receipt, status: fate.status }} meter={meter} />
      <ReceiptFate fate={fate} phase={live.phase} receipt={receipt} />
      {notes.length > 0 && (
        <section>
          <h2>{text.findings}</h2>
          <ul class="findings">
            {notes.map((note) => (
              <li key={note.code + note.register}>{findingInWords(note)}</li>
            ))}
          </ul>
        </section>
      )}
      <div class="unprinted">
        <p>{text.keep}</p>
        <div class="buttons">
          <button type="button" class="button button-second" onClick={print}>
            {text.print}
          </button>
          <a class="button button-second" href={receiptAddress(receipt)}>
            {text.check}
          </a>
        </div>
        <NextReading meters={journey.openMeters} sent={meter} next={(chosen) => journey.another(chosen)} />
      </div>
    </>
  );
}
