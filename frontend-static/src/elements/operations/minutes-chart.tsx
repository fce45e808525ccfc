import { scaleFor } from "../../account/chart-scale";
import type { Snapshot } from "../../operations/operations-room";
import { inWhole } from "../../text/amounts";
import { timeInWords } from "../../text/dates";
import { signedInWords } from "../../text/signed-in/words";
import { ScrollingTable } from "../scrolling-table";

const text = signedInWords.operations;
const height = 100;
const slot = 10;

/** The last hour, a bar for each minute. The bars stay where they are and only change their height. */
export function MinutesChart({ minutes }: { minutes: Snapshot["readingsByMinute"] }) {
  const counts = minutes.map(({ count }) => count);
  const scale = scaleFor(counts, height);
  return (
    <section class="panel" aria-labelledby="minutes-heading">
      <h2 id="minutes-heading">{text.minutes}</h2>
      <figure class="minutes">
        <p class="minutes-top" aria-hidden="true">
          {inWhole(scale.marks.at(-1) ?? 0)}
        </p>
        <svg
          class="minutes-bars"
          viewBox={`0 0 ${slot * minutes.length} ${height}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={text.minutesChart(inWhole(Math.max(0, ...counts)))}
        >
          {counts.map((count, index) => (
            <rect
              // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
              key={index}
              class={index === counts.length - 1 ? "chart-used chart-so-far" : "chart-used"}
              x={index * slot + 1}
              y={scale.y(count)}
              width={slot - 2}
              height={height - scale.y(count)}
            />
          ))}
        </svg>
        <p class="minutes-ends" aria-hidden="true">
          <span>{text.hourAgo}</span>
          <span>{text.thisMinute}</span>
        </p>
      </figure>
      <details class="help">
        <summary>{text.table}</summary>
        <ScrollingTable label={text.table}>
          <thead>
            <tr>
              <th scope="col">{text.minute}</th>
              <th scope="col">{text.readings}</th>
            </tr>
          </thead>
          <tbody>
            {[...minutes].reverse().map(({ minute, count }) => (
              <tr key={minute}>
                <th scope="row">{timeInWords(minute, new Date())}</th>
                <td>{inWhole(count)}</td>
              </tr>
            ))}
          </tbody>
        </ScrollingTable>
      </details>
    </section>
  );
}
