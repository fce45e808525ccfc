import type { AccountMeter } from "../../api/signed-in-service";
import { dayInWords } from "../../text/dates";
import { signedInWords } from "../../text/signed-in/words";
import { MeterName } from "../meter-name";

const text = signedInWords.account;

/** A meter with its numbers in full, for those who may see them. */
export function MeterFullName({ meter }: { meter: AccountMeter }) {
  return (
    <p class="only-meter">
      <MeterName meter={meter} />
      <span class="hint">{meterNumbers(meter)}</span>
    </p>
  );
}

export function meterNumbers({ serial, supplyPoint, installedOn, removedOn }: AccountMeter): string {
  return [
    text.serial(serial),
    text.supplyPoint(supplyPoint),
    removedOn ? text.removed(dayInWords(removedOn)) : installedOn && text.installed(dayInWords(installedOn)),
  ]
    .filter(Boolean)
    .join(" · ");
}
