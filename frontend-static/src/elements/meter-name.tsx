import type { Meter } from "../api/guest-service";
import { isUnproven } from "../journey/unproven-meters";
import { words } from "../text/words";
import { FuelMark } from "./fuel-mark";

export function MeterName({ meter }: { meter: Pick<Meter, "fuel"> }) {
  return (
    <span class="meter-name">
      <FuelMark fuel={meter.fuel} />
      <span>{words.fuel[meter.fuel]}</span>
    </span>
  );
}

/** For a meter that is not matched yet, its kind. Guests are shown the last four characters only; the service sends no more than those. */
export function meterDetails(meter: Meter): string {
  if (isUnproven(meter)) return words.unproven.kind[meter.registers[0]?.role ?? "ANYTIME"];
  return words.enter.meterPart(meter.serial.slice(-4), meter.supplyPoint.slice(-4));
}
