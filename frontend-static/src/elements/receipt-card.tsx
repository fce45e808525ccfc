import type { Meter, Receipt } from "../api/guest-service";
import { receiptAddress } from "../receipt/receipt-address";
import { dayInWords, instantInWords } from "../text/dates";
import { words } from "../text/words";

const text = words.receipt;

/** A receipt as it is kept, printed and checked. The meter is known only to who has just sent the reading. */
export function ReceiptCard({ receipt, meter }: { receipt: Receipt; meter?: Meter }) {
  return (
    <section class="receipt" aria-label={text.heading}>
      <dl>
        <Line name={text.status} value={words.status[receipt.status]} />
        <Line
          name={text.values}
          value={receipt.values.map((value, index) => valueInWords(value, meter, index))}
          strong
        />
        <Line name={text.readDate} value={dayInWords(receipt.readDate)} />
        <Line name={text.meter} value={receipt.meterEnding} />
        <Line name={text.receivedAt} value={instantInWords(receipt.receivedAt)} />
        <Line name={text.reference} value={receipt.reference} code />
        <Line name={text.signature} value={receipt.signature} code />
      </dl>
      <p class="printed">
        {text.checkAt}{" "}
        <span class="receipt-code" translate={false}>
          {new URL(receiptAddress(receipt), document.baseURI).href}
        </span>
      </p>
    </section>
  );
}

interface LineProps {
  name: string;
  value: string | string[];
  strong?: boolean;
  code?: boolean;
}

function Line({ name, value, strong, code }: LineProps) {
  return (
    <div class="receipt-line">
      <dt>{name}</dt>
      {[value].flat().map((one) => (
        <dd key={one} class={strong ? "receipt-strong" : code ? "receipt-code" : undefined}>
          {one}
        </dd>
      ))}
    </div>
  );
}

function valueInWords(value: string, meter: Meter | undefined, index: number): string {
  const register = meter?.registers[index];
  if (!register) return value;
  const withUnit = `${value} ${words.unit[register.unit]}`;
  return register.role === "ANYTIME" ? withUnit : `${words.register[register.role]}: ${withUnit}`;
}
