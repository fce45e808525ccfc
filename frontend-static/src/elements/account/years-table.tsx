import { type MonthOfUse, type YearOnYear, yearOnYear } from "../../account/use-by-month";
import { inPercent, inWhole } from "../../text/amounts";
import { monthInWords } from "../../text/month-names";
import { signedInWords } from "../../text/signed-in/words";
import { ScrollingTable } from "../scrolling-table";

const text = signedInWords.use;

export function YearsTable({ months }: { months: readonly MonthOfUse[] }) {
  return (
    <ScrollingTable label={text.table}>
      <thead>
        <tr>
          {[text.month, text.used, text.earlier, text.difference].map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {yearOnYear(months)
          .reverse()
          .map((pair) => (
            <tr key={pair.month}>
              <th scope="row">
                {monthInWords(pair.later?.month ?? "")}
                {pair.later && !pair.later.complete && <span class="hint"> ({text.incomplete})</span>}
              </th>
              <td>{pair.later ? inWhole(pair.later.kwh) : text.unknown}</td>
              <td>{pair.earlier ? inWhole(pair.earlier.kwh) : text.unknown}</td>
              <td>{differenceOf(pair)}</td>
            </tr>
          ))}
      </tbody>
    </ScrollingTable>
  );
}

/** A month that is not over yet is compared with nothing. */
function differenceOf({ earlier, later }: YearOnYear): string {
  if (!earlier?.complete || !later?.complete || Number(earlier.kwh) === 0) return text.unknown;
  const change = Number(later.kwh) / Number(earlier.kwh) - 1;
  if (Math.abs(change) < 0.005) return text.same;
  return change > 0 ? text.more(inPercent(change)) : text.less(inPercent(-change));
}
