import { receiptNotes } from "../../journey/receipt-notes";
import { receiptAddress } from "../../receipt/receipt-address";
import { inKwh } from "../../text/amounts";
import { dayInWords } from "../../text/dates";
import { signedInWords } from "../../text/signed-in/words";
import { words } from "../../text/words";
import { ReceiptCard } from "../receipt-card";
import { StepHeading } from "../step-heading";
import { CostLines } from "./cost-lines";
import { FindingDetails } from "./finding-details";
import type { SubmissionProps } from "./submission";

const text = words.receipt;

/** The receipt, what the energy costs, and what has become of the reading by now. */
export function SubmissionReceipt({ submission, another }: SubmissionProps) {
  const { received, meter } = submission;
  if (!received) return null;
  const { receipt, reading } = received;
  const notes = receiptNotes(received.findings);
  return (
    <>
      <div aria-live="polite">
        <StepHeading text={text.title[receipt.status]} takesFocus />
        <p class="lead">{text.lead[receipt.status]}</p>
      </div>
      <ReceiptCard receipt={receipt} meter={meter} />
      {notes.length > 0 && <FindingDetails findings={received.findings.filter((one) => notes.includes(one))} />}
      {reading.consumption && (
        <section>
          <h2>{signedInWords.send.cost}</h2>
          <p>
            {signedInWords.readings.usedSince(inKwh(reading.consumption.kwh), dayInWords(reading.consumption.from))}
          </p>
          <CostLines consumption={reading.consumption} />
        </section>
      )}
      <div class="unprinted">
        <p>{text.keep}</p>
        <div class="buttons">
          <button type="button" class="button button-second" onClick={() => window.print()}>
            {text.print}
          </button>
          <a class="button button-second" href={receiptAddress(receipt)}>
            {text.check}
          </a>
          <button type="button" class="button button-second" onClick={another}>
            {signedInWords.send.another}
          </button>
        </div>
      </div>
    </>
  );
}
