import { scaleFor } from "../../account/chart-scale";
import type { Snapshot } from "../../operations/operations-room";
import { inWhole } from "../../text/amounts";
import { timeInWords } from "../../text/dates";
import { signedInWords } from "../../text/signed-in/words";
import { ScrollingTable } from "../scrolling-table";

const text = signedInWords.operations;
const height = 96;
const slot = 10;
const above = 24;

/** The last hour, a bar for each minute. The bars stay where they are and only change their height. */
export function MinutesChart({ minutes }: { minutes: Snapshot["readingsByMinute"] }) {
  const counts = minutes.map(({ count }) => count);
  const scale = scaleFor(counts, height);
  return (
    <section class="panel" aria-labelledby="minutes-heading">
      <h2 id="minutes-heading">{text.minutes}</h2>
      <svg
        class="chart chart-minutes"
        viewBox={`0 0 ${slot * minutes.length} ${height + above + 2}`}
        role="img"
        aria-label={text.minutesChart(inWhole(Math.max(0, ...counts)))}
      >
        <g transform={`translate(0 ${above})`}>
          <line class="chart-line" x1="0" x2={slot * minutes.length} y1="0" y2="0" />
          <text class="chart-mark" x="0" y="-6">
            {inWhole(scale.marks.at(-1) ?? 0)}
          </text>
          {counts.map((count, index) => (
            <rect
              // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
              key={index}
              class="chart-used"
              x={index * slot + 1}
              y={scale.y(count)}
              width={slot - 2}
              height={height - scale.y(count)}
            />
          ))}
        </g>
      </svg>
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
