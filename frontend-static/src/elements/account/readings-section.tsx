import type { MeterHistory } from "../../account/meter-history";
import type { ReadingsExport } from "../../account/readings-export";
import { signedInWords } from "../../text/signed-in/words";
import { Notice } from "../notice";
import { TroubleNotice } from "../trouble-notice";
import { useChanges } from "../use-changes";
import { ReadingRow } from "./reading-row";

const text = signedInWords.readings;

export function ReadingsSection({ history, toFile }: { history: MeterHistory; toFile: ReadingsExport }) {
  useChanges(history);
  useChanges(toFile);
  const { readings, refusal } = history;
  return (
    <section class="panel" aria-labelledby="readings-heading">
      <h2 id="readings-heading">{text.heading}</h2>
      <TroubleNotice trouble={history.trouble} busy={history.busy} retry={() => void history.retry()} />
      <TroubleNotice trouble={toFile.trouble} busy={toFile.busy} retry={() => void toFile.retry()} />
      {refusal && (
        <Notice kind="error" title={text.notWithdrawn} about={refusal}>
          <p>{refusal}</p>
        </Notice>
      )}
      {!readings && <p class="hint">{signedInWords.visit.loading}</p>}
      {readings?.length === 0 && !history.busy && <p>{text.none}</p>}
      {readings && readings.length > 0 && (
        <ol class="reading-rows">
          {readings.map((reading) => (
            <ReadingRow key={reading.id} reading={reading} history={history} />
          ))}
        </ol>
      )}
      <div class="buttons">
        {history.hasMore && (
          <button
            type="button"
            class="button button-second"
            aria-disabled={history.busy}
            onClick={() => void history.more()}
          >
            {text.more}
          </button>
        )}
        {readings && readings.length > 0 && (
          <button
            type="button"
            class="button button-second"
            aria-disabled={toFile.busy}
            onClick={() => void toFile.save()}
          >
            {toFile.busy ? text.exporting : text.export}
          </button>
        )}
      </div>
    </section>
  );
}
