import type { MonthOfUse } from "../../account/use-by-month";
import { inPounds, inWhole } from "../../text/amounts";
import { monthInWords } from "../../text/month-names";
import { signedInWords } from "../../text/signed-in/words";
import { ScrollingTable } from "../scrolling-table";

const text = signedInWords.use;

export function MonthsTable({ months }: { months: readonly MonthOfUse[] }) {
  return (
    <ScrollingTable label={text.table}>
      <thead>
        <tr>
          {[text.month, text.used, text.expected, text.range, text.cost, text.basis].map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {[...months].reverse().map((month) => (
          <tr key={month.month}>
            <th scope="row">
              {monthInWords(month.month)}
              {!month.complete && <span class="hint"> ({text.incomplete})</span>}
            </th>
            <td>{inWhole(month.kwh)}</td>
            <td>{inWhole(month.expectedKwh)}</td>
            <td>{text.rangeOf(inWhole(month.lowKwh), inWhole(month.highKwh))}</td>
            <td>{month.cost === null ? text.unknown : inPounds(month.cost)}</td>
            <td>{month.estimated ? text.estimated : text.actual}</td>
          </tr>
        ))}
      </tbody>
    </ScrollingTable>
  );
}
