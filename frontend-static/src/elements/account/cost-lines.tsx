import type { KnownReading } from "../../api/signed-in-service";
import { inFull, inPounds } from "../../text/amounts";
import { serviceLanguage } from "../../text/server-in-words";
import { signedInWords } from "../../text/signed-in/words";
import { ScrollingTable } from "../scrolling-table";

const text = signedInWords.readings;

/** What the energy since the reading before costs, line by line. */
export function CostLines({ consumption }: { consumption: NonNullable<KnownReading["consumption"]> }) {
  return (
    <ScrollingTable label={text.lines} kind="cost-lines">
      <caption>{text.lines}</caption>
      <thead>
        <tr>
          {[text.line, text.quantity, text.rate, text.amount].map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {consumption.lines.map(({ label, quantity, unit, ratePence, amount }) => (
          <tr key={label + unit + ratePence}>
            <th scope="row" lang={serviceLanguage}>
              {label}
            </th>
            <td>
              {inFull(quantity)} {text.lineUnit[unit as keyof typeof text.lineUnit] ?? unit}
            </td>
            {/* Of VAT, whose rate is its quantity, the amounts say all. */}
            <td>{unit === "%" ? null : text.rateOf(inFull(ratePence))}</td>
            <td>{inPounds(amount)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row" colSpan={3}>
            {text.cost}
          </th>
          <td>{inPounds(consumption.cost)}</td>
        </tr>
      </tfoot>
    </ScrollingTable>
  );
}
