import { yearBars } from "../../account/month-chart";
import { type MonthOfUse, yearOnYear } from "../../account/use-by-month";
import { monthInWords, shortMonthName } from "../../text/month-names";
import { signedInWords } from "../../text/signed-in/words";
import { ChartFrame, ChartKey, plot } from "./chart-frame";

const text = signedInWords.use;

/** Each of the last twelve months beside the same month a year earlier. */
export function YearsChart({ months }: { months: readonly MonthOfUse[] }) {
  const { bars, scale } = yearBars(yearOnYear(months), plot);
  const names = bars.map(({ of, middle }) => ({ middle, name: shortMonthName(of.month) }));
  const label = text.chart(monthInWords(months[0]?.month ?? ""), monthInWords(months.at(-1)?.month ?? ""));
  return (
    <figure class="chart-figure">
      <ChartFrame label={label} scale={scale} names={names}>
        {bars.map(({ of, earlier, later }) => (
          <g key={of.month}>
            {earlier && <rect class="chart-earlier" {...earlier} />}
            {later && <rect class={of.later?.estimated ? "chart-estimated" : "chart-used"} {...later} />}
          </g>
        ))}
      </ChartFrame>
      <ChartKey
        entries={[
          { kind: "chart-used", name: text.keyLater },
          { kind: "chart-estimated", name: text.keyEstimated },
          { kind: "chart-earlier", name: text.keyEarlier },
        ]}
      />
    </figure>
  );
}
