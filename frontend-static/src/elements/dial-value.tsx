import type { Register } from "../api/guest-service";
import { words } from "../text/words";
import { cellCount, DialFace } from "./dial-face";
import { RegisterMark } from "./register-mark";

/** A reading to look at, large, as on the meter. */
export function DialValue({ register, value, named }: { register: Register; value: string; named: boolean }) {
  const cells = cellCount(register.digits, value);
  return (
    <div class="dial-value">
      {named && (
        <p class="dial-title register-name">
          <RegisterMark role={register.role} />
          <span>{words.register[register.role]}</span>
        </p>
      )}
      <p class="dial-row">
        <span class="dial" data-cells={cells}>
          <DialFace digits={register.digits} cells={cells} shown={value} />
        </span>
        <span class="unseen">{value}</span>
        <span class="unit" aria-hidden="true">
          {words.unit[register.unit]}
        </span>
        <span class="unseen">{words.unitAloud[register.unit]}</span>
      </p>
    </div>
  );
}
