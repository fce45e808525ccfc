import type { UseByMonth } from "../../account/use-by-month";
import { signedInWords } from "../../text/signed-in/words";
import { TroubleNotice } from "../trouble-notice";
import { useChanges } from "../use-changes";
import { MonthsChart } from "./months-chart";
import { MonthsTable } from "./months-table";
import { YearsChart } from "./years-chart";
import { YearsTable } from "./years-table";

const text = signedInWords.use;
const shownMonths = 13;

/** What a meter's home used, as a chart and as a table of the same figures. */
export function UseSection({ use }: { use: UseByMonth }) {
  useChanges(use);
  const { months, view } = use;
  const lately = months?.slice(-shownMonths) ?? [];
  return (
    <section class="panel" aria-labelledby="use-heading">
      <h2 id="use-heading">{text.heading}</h2>
      <TroubleNotice trouble={use.trouble} busy={use.busy} retry={() => void use.retry()} />
      {!months && <p class="hint">{signedInWords.visit.loading}</p>}
      {months?.length === 0 && <p>{text.none}</p>}
      {months && months.length > 0 && (
        <>
          <fieldset class="switch">
            <legend class="unseen">{text.view}</legend>
            {(["months", "years"] as const).map((one) => (
              <label key={one}>
                <input type="radio" name="use-view" checked={view === one} onChange={() => use.show(one)} />
                <span>{text[one]}</span>
              </label>
            ))}
          </fieldset>
          {view === "months" ? <MonthsChart months={lately} /> : <YearsChart months={months} />}
          <details class="help">
            <summary>{text.table}</summary>
            {view === "months" ? <MonthsTable months={lately} /> : <YearsTable months={months} />}
          </details>
        </>
      )}
    </section>
  );
}
