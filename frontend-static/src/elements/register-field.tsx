import type { Register } from "../api/guest-service";
import { registerField } from "../journey/meter-reading";
import { words } from "../text/words";
import { cellCount, DialFace } from "./dial-face";
import { describedBy, Field } from "./field";
import { leaveOutId } from "./leave-out";
import { RegisterMark } from "./register-mark";

interface RegisterFieldProps {
  register: Register;
  value: string;
  setValue: (value: string) => void;
  problem: string | undefined;
}

/** One register's reading: a single input laid over the windows of its dial. */
export function RegisterField({ register, value, setValue, problem }: RegisterFieldProps) {
  const { digits, role, unit } = register;
  const id = registerField(register.id);
  const known = digits > 0;
  const hint = [known ? words.enter.dialHint(digits) : words.unproven.dialHint, words.registerHint[role]]
    .filter(Boolean)
    .join(" ");
  const label = (
    <span class="register-name">
      <RegisterMark role={role} />
      <span>{words.register[role]}</span>
    </span>
  );
  const field = { id, hint, problem, label };
  const cells = cellCount(digits, value);
  return (
    <Field {...field}>
      <p class="dial-row">
        <span class="dial" data-cells={cells}>
          <DialFace digits={digits} cells={cells} />
          <input
            id={id}
            name={id}
            class="dial-input"
            type="text"
            inputMode="numeric"
            autocomplete="off"
            spellcheck={false}
            maxLength={(digits || 8) + 8}
            value={value}
            aria-describedby={[describedBy(field), leaveOutId, known && `${id}-unit`].filter(Boolean).join(" ")}
            aria-invalid={problem ? true : undefined}
            onInput={(event) => setValue(event.currentTarget.value)}
          />
        </span>
        {known && (
          <>
            <span class="unit" aria-hidden="true">
              {words.unit[unit]}
            </span>
            <span class="unseen" id={`${id}-unit`}>
              {words.unitAloud[unit]}
            </span>
          </>
        )}
      </p>
      <p class="live-note" aria-live="polite">
        {known && cells > digits && words.enter.leaveOutLive}
      </p>
    </Field>
  );
}
