import type { JudgedFinding } from "../../api/signed-in-service";
import { asFactor, inKwh, inPercent } from "../../text/amounts";
import { dayInWords } from "../../text/dates";
import { findingInWords } from "../../text/server-in-words";
import { signedInWords } from "../../text/signed-in/words";
import { words } from "../../text/words";
import { Facts } from "./facts";

const text = signedInWords.arithmetic;

/** What was noticed about a reading, with the figures behind it. */
export function FindingDetails({ findings }: { findings: readonly JudgedFinding[] }) {
  return (
    <ul class="findings">
      {findings.map((finding) => (
        <li key={finding.code + finding.register}>
          <p>{findingInWords(finding)}</p>
          {finding.suspectsReading && <p>{text.suspects}</p>}
          <Arithmetic of={finding} />
          <Explanations of={finding} />
        </li>
      ))}
    </ul>
  );
}

function Arithmetic({ of: { arithmetic } }: { of: JudgedFinding }) {
  if (!arithmetic) return null;
  const { from, to, kwh, expectedKwh, lowKwh, highKwh, outerKwh } = arithmetic;
  const times = Number(expectedKwh) > 0 ? Number(kwh) / Number(expectedKwh) : undefined;
  return (
    <>
      <p class="small-heading">{text.heading}</p>
      <Facts
        facts={[
          [text.period, text.periodOf(dayInWords(from), dayInWords(to), String(daysBetween(from, to)))],
          [text.kwh, times === undefined ? inKwh(kwh) : `${inKwh(kwh)}: ${text.times(asFactor(times))}`],
          [text.expected, inKwh(expectedKwh)],
          [text.range, signedInWords.use.rangeOf(inKwh(lowKwh), inKwh(highKwh))],
          [text.outer, inKwh(outerKwh)],
        ]}
      />
    </>
  );
}

function Explanations({ of: { explanations } }: { of: JudgedFinding }) {
  if (explanations.length === 0) return null;
  return (
    <>
      <p class="small-heading">{text.explanations}</p>
      <ol class="explanations">
        {explanations.map(({ kind, message, value, likelihood }) => (
          <li key={kind + value}>
            {explanationInWords(kind, message)} {value !== null && text.wouldBe(value)}{" "}
            <span class="hint">({text.likelihood(inPercent(likelihood / 100))})</span>
          </li>
        ))}
      </ol>
    </>
  );
}

function explanationInWords(kind: JudgedFinding["explanations"][number]["kind"], message: string): string {
  const own = signedInWords.explanation?.[kind as keyof typeof signedInWords.explanation];
  return own ?? words.server?.suggestion[kind as keyof typeof words.server.suggestion] ?? message;
}

export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}
