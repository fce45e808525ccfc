import { describedBy, Field, type FieldProps } from "./field";

export interface TextFieldProps extends FieldProps {
  value: string;
  setValue: (value: string) => void;
  width?: "short" | "medium" | "full";
  inputMode?: "numeric" | "text";
  autoComplete?: string;
  capitals?: boolean;
}

export function TextField(props: TextFieldProps) {
  const { id, value, setValue, problem, width = "full", inputMode = "text", autoComplete = "off", capitals } = props;
  return (
    <Field {...props}>
      <input
        id={id}
        name={id}
        class={`text-input text-input-${width}`}
        type="text"
        value={value}
        inputMode={inputMode}
        autocomplete={autoComplete}
        autocapitalize={capitals ? "characters" : "none"}
        spellcheck={false}
        maxLength={200}
        aria-describedby={describedBy(props)}
        aria-invalid={problem ? true : undefined}
        onInput={(event) => setValue(event.currentTarget.value)}
      />
    </Field>
  );
}
