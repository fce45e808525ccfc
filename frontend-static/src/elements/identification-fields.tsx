import type { Identification, IdentificationChange, IdentificationField } from "../journey/identification";
import { words } from "../text/words";
import { Help } from "./help";
import { TextField, type TextFieldProps } from "./text-field";

const text = words.identify;

interface Look {
  input: Pick<TextFieldProps, "width" | "inputMode" | "autoComplete" | "capitals">;
  help?: { question: string; answer: string | string[] };
}

const looks: Readonly<Record<IdentificationField, Look>> = {
  accountNumber: {
    input: { width: "medium", inputMode: "numeric" },
    help: { question: text.accountNumberHelp, answer: text.accountNumberHelpText },
  },
  supplyPoint: {
    input: { width: "medium", inputMode: "numeric" },
    help: { question: text.supplyPointHelp, answer: text.supplyPointHelpText },
  },
  meterSerial: {
    input: { width: "medium", capitals: true },
    help: { question: text.meterSerialHelp, answer: text.meterSerialHelpText },
  },
  postcode: { input: { width: "short", autoComplete: "postal-code", capitals: true } },
};

interface IdentificationFieldsProps {
  identification: Identification;
  problem: (field: IdentificationField) => string | undefined;
  change: (change: IdentificationChange) => void;
}

export function IdentificationFields({ identification, problem, change }: IdentificationFieldsProps) {
  return (
    <>
      {identification.fields.map((field) => {
        const { input, help } = looks[field];
        return (
          <div class="field-group" key={field}>
            <TextField
              {...input}
              id={field}
              label={text[field]}
              hint={text[`${field}Hint`]}
              problem={problem(field)}
              value={identification[field]}
              setValue={(value) => change({ [field]: value })}
            />
            {help && <Help {...help} />}
          </div>
        );
      })}
    </>
  );
}
