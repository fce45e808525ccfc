import { useState } from "preact/hooks";
import type { MeterHistory } from "../../account/meter-history";
import type { KnownReading } from "../../api/signed-in-service";
import { inKwh, inPounds } from "../../text/amounts";
import { dayInWords, instantInWords, timeInWords } from "../../text/dates";
import { signedInWords } from "../../text/signed-in/words";
import { valuesInWords } from "../../text/values-in-words";
import { words } from "../../text/words";
import { CostLines } from "./cost-lines";
import { Facts } from "./facts";
import { FindingDetails } from "./finding-details";

const text = signedInWords.readings;

/** One reading of the list, with its figures folded away below it. */
export function ReadingRow({ reading, history }: { reading: KnownReading; history: MeterHistory }) {
  const { readDate, status, consumption, source } = reading;
  return (
    <li class="reading-row">
      <div class="reading-line">
        <p class="reading-date">{dayInWords(readDate)}</p>
        <p class="reading-value">{valuesInWords(reading)}</p>
        <p class="reading-cost">{consumption && inPounds(consumption.cost)}</p>
        <p>
          <span class={`status status-${status.toLowerCase().replaceAll("_", "-")}`}>{words.status[status]}</span>{" "}
          <span class="hint">{signedInWords.source[source]}</span>
        </p>
      </div>
      <details class="help">
        <summary aria-label={text.details(dayInWords(readDate))}>{text.show}</summary>
        <div class="reading-details">
          <ReadingFacts reading={reading} />
          {consumption && <CostLines consumption={consumption} />}
          {reading.findings.length > 0 && (
            <div>
              <h3>{text.findings}</h3>
              <FindingDetails findings={reading.findings} />
            </div>
          )}
          {reading.withdrawableUntil && <Withdrawal reading={reading} history={history} />}
        </div>
      </details>
    </li>
  );
}

function ReadingFacts({ reading }: { reading: KnownReading }) {
  const { consumption, submittedAt, id, reason, decidedAt, decidedBy, decisionReason } = reading;
  return (
    <Facts
      facts={[
        [text.used, consumption && text.usedSince(inKwh(consumption.kwh), dayInWords(consumption.from))],
        [text.received, instantInWords(submittedAt)],
        [text.reference, id],
        [text.reason, reason],
        [
          text.decided,
          decidedAt &&
            [instantInWords(decidedAt), decidedBy && text.decidedBy(decidedBy), decisionReason]
              .filter(Boolean)
              .join(". "),
        ],
      ]}
    />
  );
}

/** Asked once more, since a withdrawn reading does not come back. */
function Withdrawal({ reading, history }: { reading: KnownReading; history: MeterHistory }) {
  const [asked, ask] = useState(false);
  return (
    <div class="withdrawal">
      <p class="hint">{text.withdrawUntil(timeInWords(reading.withdrawableUntil ?? "", new Date()))}</p>
      {asked ? (
        <>
          <p>{text.withdrawSure}</p>
          <div class="buttons">
            <button
              type="button"
              class="button"
              aria-disabled={history.busy}
              onClick={() => void history.withdraw(reading)}
            >
              {history.busy ? text.withdrawing : text.withdrawYes}
            </button>
            <button type="button" class="button button-second" onClick={() => ask(false)}>
              {text.withdrawNo}
            </button>
          </div>
        </>
      ) : (
        <button type="button" class="button button-second" onClick={() => ask(true)}>
          {text.withdraw}
        </button>
      )}
    </div>
  );
}
