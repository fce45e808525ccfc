import { weekdayInWords } from "../text/dates";
import { words } from "../text/words";
import { Field } from "./field";

interface ReadDateFieldProps {
  value: string;
  setValue: (date: string) => void;
  latest: string;
  problem: string | undefined;
}

/** The date in words stands beside the picker, whose order of day and month is the browser's. */
export function ReadDateField({ value, setValue, latest, problem }: ReadDateFieldProps) {
  const id = "readDate";
  return (
    <Field id={id} label={words.enter.readDate} problem={problem}>
      <div class="date-row">
        <input
          id={id}
          name={id}
          class="text-input text-input-date"
          type="date"
          value={value}
          max={latest}
          aria-describedby={problem ? `${id}-problem ${id}-words` : `${id}-words`}
          aria-invalid={problem ? true : undefined}
          onInput={(event) => setValue(event.currentTarget.value)}
        />
        <span class="hint" id={`${id}-words`}>
          {weekdayInWords(value)}
        </span>
      </div>
    </Field>
  );
}
