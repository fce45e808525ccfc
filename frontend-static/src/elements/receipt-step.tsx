import type { GuestJourney } from "../journey/guest-journey";
import { receiptNotes } from "../journey/receipt-notes";
import { receiptAddress } from "../receipt/receipt-address";
import { words } from "../text/words";
import { NextReading } from "./next-reading";
import { ReceiptCard } from "./receipt-card";
import { StepHeading } from "./step-heading";

const text = words.receipt;

export function ReceiptStep({ journey, print }: { journey: GuestJourney; print: () => void }) {
  const { stored } = journey;
  if (!stored) return null;
  const { receipt, held, meter } = stored;
  const notes = receiptNotes(stored.findings);
  return (
    <>
      <StepHeading text={held ? text.heldTitle : text.acceptedTitle} takesFocus />
      <p class="lead">{held ? text.heldLead : text.acceptedLead}</p>
      <ReceiptCard receipt={receipt} meter={meter} />
      {notes.length > 0 && (
        <section>
          <h2>{text.findings}</h2>
          <ul class="findings">
            {notes.map((note) => (
              <li key={note.code + note.register}>{note.message}</li>
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
