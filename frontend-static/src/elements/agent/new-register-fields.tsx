import type { ExchangedRegister } from "../../agent/meter-exchange";
import { signedInWords } from "../../text/signed-in/words";
import { words } from "../../text/words";
import { Field } from "../field";
import { TextField } from "../text-field";

const text = signedInWords.exchange;
const gasUnits = ["CUBIC_METRE", "HUNDRED_CUBIC_FEET"] as const;

interface NewRegisterFieldsProps {
  register: ExchangedRegister;
  problem: (field: string) => string | undefined;
  set: (change: Partial<Omit<ExchangedRegister, "register">>) => void;
}

/** How one register of the new meter counts, and what it showed when it was put in. */
export function NewRegisterFields({ register: exchanged, problem, set }: NewRegisterFieldsProps) {
  const { register, digits, unit, opening } = exchanged;
  const name = words.registerInSentence[register.role];
  return (
    <>
      <TextField
        id={`digits-${register.id}`}
        label={text.digits(name)}
        problem={problem(`digits-${register.id}`)}
        value={digits}
        setValue={(value) => set({ digits: value })}
        width="short"
        inputMode="numeric"
      />
      {register.unit !== "KWH" && (
        <Field id={`unit-${register.id}`} label={text.unit}>
          <select
            id={`unit-${register.id}`}
            class="text-input text-input-medium"
            value={unit}
            onChange={(event) => set({ unit: gasUnits[event.currentTarget.selectedIndex] ?? unit })}
          >
            {gasUnits.map((one) => (
              <option key={one} value={one}>
                {words.unitAloud[one]}
              </option>
            ))}
          </select>
        </Field>
      )}
      <TextField
        id={`opening-${register.id}`}
        label={text.opening(name)}
        problem={problem(`opening-${register.id}`)}
        value={opening}
        setValue={(value) => set({ opening: value })}
        width="short"
        inputMode="numeric"
      />
    </>
  );
}
