import { useEffect } from "preact/hooks";
import { closingField, type MeterExchange } from "../../agent/meter-exchange";
import type { AccountMeter } from "../../api/signed-in-service";
import { problemIn } from "../../journey/problem";
import { weekdayInWords } from "../../text/dates";
import { signedInWords } from "../../text/signed-in/words";
import { words } from "../../text/words";
import { MeterFullName } from "../account/meter-full-name";
import { Field } from "../field";
import { Form } from "../form";
import { Notice } from "../notice";
import { ProblemSummary } from "../problem-summary";
import { StepHeading } from "../step-heading";
import { SubmitButton } from "../submit-button";
import { TextField } from "../text-field";
import { TroubleNotice } from "../trouble-notice";
import { useChanges } from "../use-changes";
import { useTitle } from "../use-title";
import { NewRegisterFields } from "./new-register-fields";

const text = signedInWords.exchange;

interface ExchangeFormProps {
  exchange: MeterExchange;
  today: () => string;
  backAddress: string;
  addressOfNew: (meter: AccountMeter) => string;
  /** What is known of the account is old then. */
  stored: () => void;
}

/** The old meter's closing reading and the new meter's opening one, in one step. */
export function ExchangeForm({ exchange, today, backAddress, addressOfNew, stored }: ExchangeFormProps) {
  useChanges(exchange);
  const { newMeter, problems, busy, meter } = exchange;
  useTitle(text.title, problems.length > 0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once the exchange is stored
  useEffect(() => {
    if (newMeter) stored();
  }, [newMeter]);
  if (newMeter) {
    return (
      <div class="sheet">
        <Notice kind="good" title={text.done} about={newMeter}>
          <p>{text.doneLead(newMeter.serial)}</p>
        </Notice>
        <p>
          <a class="button" href={addressOfNew(newMeter)}>
            {text.open}
          </a>
        </p>
      </div>
    );
  }
  const problem = (field: string) => problemIn(field, problems);
  return (
    <div class="sheet">
      <ProblemSummary problems={problems} />
      <TroubleNotice trouble={exchange.trouble} busy={busy} retry={() => void exchange.retry()} />
      <StepHeading text={text.title} takesFocus />
      <p class="lead">{text.lead}</p>
      <Form submit={() => exchange.send()}>
        <Field id="exchangeDate" label={text.date} problem={problem("exchangeDate")}>
          <div class="date-row">
            <input
              id="exchangeDate"
              class="text-input text-input-date"
              type="date"
              value={exchange.date}
              max={today()}
              aria-describedby="exchangeDate-words"
              aria-invalid={problem("exchangeDate") ? true : undefined}
              onInput={(event) => exchange.set({ date: event.currentTarget.value })}
            />
            <span class="hint" id="exchangeDate-words">
              {weekdayInWords(exchange.date)}
            </span>
          </div>
        </Field>
        <fieldset class="field-group">
          <legend>{text.old(meter.serial)}</legend>
          <MeterFullName meter={meter} />
          {exchange.registers.map(({ register, closing }) => (
            <TextField
              key={register.id}
              id={closingField(register.id)}
              label={text.closing(words.registerInSentence[register.role])}
              hint={words.enter.dialHint(register.digits)}
              problem={problem(closingField(register.id))}
              value={closing}
              setValue={(value) => exchange.setRegister(register.id, { closing: value })}
              width="short"
              inputMode="numeric"
            />
          ))}
        </fieldset>
        <fieldset class="field-group">
          <legend>{text.new}</legend>
          <TextField
            id="newSerial"
            label={text.newSerial}
            problem={problem("newSerial")}
            value={exchange.newSerial}
            setValue={(newSerial) => exchange.set({ newSerial })}
            width="medium"
            capitals
          />
          {exchange.registers.map((register) => (
            <NewRegisterFields
              key={register.register.id}
              register={register}
              problem={problem}
              set={(change) => exchange.setRegister(register.register.id, change)}
            />
          ))}
        </fieldset>
        <TextField
          id="reason"
          label={text.reason}
          hint={text.reasonHint}
          problem={problem("reason")}
          value={exchange.reason}
          setValue={(reason) => exchange.set({ reason })}
        />
        <SubmitButton text={text.submit} busyText={text.busy} busy={busy} />
      </Form>
      <p>
        <a href={backAddress}>{signedInWords.account.back}</a>
      </p>
    </div>
  );
}
