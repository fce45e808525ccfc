import { type Expectation, placeInRange } from "../../account/expectation";
import { dayInWords } from "../../text/dates";
import { serviceLanguage } from "../../text/server-in-words";
import { signedInWords } from "../../text/signed-in/words";

const text = signedInWords.send;

interface ExpectedNoteProps {
  expectation: Expectation;
  registerId: string;
  typed: string;
}

/** What the dial is expected to show, before anything is sent, and how what was typed lies to it. */
export function ExpectedNote({ expectation, registerId, typed }: ExpectedNoteProps) {
  const expected = expectation.register(registerId);
  const place = expected && placeInRange(typed, expected);
  return (
    <div class="expected">
      {expected && expectation.expected && (
        <>
          <p>{text.expected(expected.lowValue, expected.highValue, dayInWords(expectation.date))}</p>
          {expected.previousValue && expected.previousDate && (
            <p class="hint">{text.previous(expected.previousValue, dayInWords(expected.previousDate))}</p>
          )}
          <details class="help">
            <summary>{text.why}</summary>
            <div class="help-answer">
              <p lang={serviceLanguage}>{expectation.expected.explanation}</p>
              <p lang={serviceLanguage}>{expected.explanation}</p>
            </div>
          </details>
        </>
      )}
      <p class={place === "within" ? "in-range" : "out-of-range"} aria-live="polite">
        {place && text[place]}
      </p>
    </div>
  );
}
