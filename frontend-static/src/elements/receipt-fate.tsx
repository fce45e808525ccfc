import type { Receipt } from "../api/guest-service";
import type { Phase } from "../live/connection";
import type { FateStep, ReadingFate } from "../live/reading-fate";
import { receiptAddress } from "../receipt/receipt-address";
import { dayInWords, timeInWords } from "../text/dates";
import { valuesInWords } from "../text/values-in-words";
import { words } from "../text/words";

const text = words.fate;

interface ReceiptFateProps {
  fate: ReadingFate;
  phase: Phase;
  receipt: Receipt;
}

/** What has become of the reading so far, and whether what comes next will show here. Read out as it changes. */
export function ReceiptFate({ fate, phase, receipt }: ReceiptFateProps) {
  return (
    <section class="fate unprinted" aria-labelledby="fate-heading">
      <h2 id="fate-heading">{text.heading}</h2>
      <div aria-live="polite">
        <ol class="fate-steps">
          {fate.steps.map((step) => (
            <li key={step.what}>{text.at(timeInWords(step.at, new Date()), stepInWords(step))}</li>
          ))}
        </ol>
        <p class="live-sign">{!fate.final && <LiveSign fate={fate} phase={phase} receipt={receipt} />}</p>
      </div>
    </section>
  );
}

function LiveSign({ fate, phase, receipt }: ReceiptFateProps) {
  switch (phase) {
    case "connecting":
      return null;
    case "live":
      return fate.followed ? <span class="live-dot">{text.live}</span> : null;
    case "lost":
      return (
        <>
          {text.lost} <a href={receiptAddress(receipt)}>{text.lostCheck}</a>
        </>
      );
    case "ended":
      return (
        <>
          {text.ended} <a href={receiptAddress(receipt)}>{text.endedCheck}</a>
        </>
      );
  }
}

const happened: Readonly<Record<FateStep["what"], string>> = { ...words.status, ...words.change };

function stepInWords({ what, replacedBy }: FateStep): string {
  return replacedBy ? text.replacedBy(valuesInWords(replacedBy), dayInWords(replacedBy.readDate)) : happened[what];
}
