import { monthBars } from "../../account/month-chart";
import type { MonthOfUse } from "../../account/use-by-month";
import { monthInWords, shortMonthName } from "../../text/month-names";
import { signedInWords } from "../../text/signed-in/words";
import { ChartFrame, ChartKey, plot } from "./chart-frame";

const text = signedInWords.use;

/** Each month's use before the range in which it was expected. */
export function MonthsChart({ months }: { months: readonly MonthOfUse[] }) {
  const { bars, scale } = monthBars(months, plot);
  const names = bars.map(({ month, middle }) => ({ middle, name: shortMonthName(Number(month.month.slice(5, 7))) }));
  const label = text.chart(monthInWords(months[0]?.month ?? ""), monthInWords(months.at(-1)?.month ?? ""));
  return (
    <figure class="chart-figure">
      <ChartFrame label={label} scale={scale} names={names}>
        {bars.map(({ month, band, use, expectedY }) => (
          <g key={month.month}>
            <rect class="chart-band" {...band} />
            <rect class={month.estimated ? "chart-estimated" : "chart-used"} {...use} />
            <line class="chart-expected" x1={band.x} x2={band.x + band.width} y1={expectedY} y2={expectedY} />
          </g>
        ))}
      </ChartFrame>
      <ChartKey
        entries={[
          { kind: "chart-used", name: text.keyUsed },
          { kind: "chart-estimated", name: text.keyEstimated },
          { kind: "chart-band", name: text.keyRange },
          { kind: "chart-expected", name: text.keyExpected },
        ]}
      />
    </figure>
  );
}
