import type { ComponentChildren } from "preact";
import type { Scale } from "../../account/chart-scale";
import { inWhole } from "../../text/amounts";
import { signedInWords } from "../../text/signed-in/words";

// On a phone the same letters need more of the picture. It is drawn once, so a phone that is turned keeps it.
const narrow = window.matchMedia("(max-width: 40rem)").matches;
export const plot = narrow ? { width: 300, height: 190 } : { width: 640, height: 240 };
const left = 52;
const right = 8;
const top = 34;
const bottom = 30;

interface ChartFrameProps {
  label: string;
  scale: Scale;
  /** Under each slot, from left to right. */
  names: readonly { readonly middle: number; readonly name: string }[];
  children: ComponentChildren;
}

/** Axes round a chart. It is one picture to assistive technology: the figures are in the table. */
export function ChartFrame({ label, scale, names, children }: ChartFrameProps) {
  return (
    <svg
      class={narrow ? "chart chart-narrow" : "chart"}
      viewBox={`0 0 ${left + plot.width + right} ${plot.height + top + bottom}`}
      role="img"
      aria-label={label}
    >
      <g transform={`translate(${left} ${top})`}>
        {scale.marks.map((mark) => (
          <g key={mark}>
            <line class="chart-line" x1="0" x2={plot.width} y1={scale.y(mark)} y2={scale.y(mark)} />
            <text class="chart-mark" x="-8" y={scale.y(mark)} dy="0.35em" text-anchor="end">
              {inWhole(mark)}
            </text>
          </g>
        ))}
        {children}
        {names.map(({ middle, name }, index) => (
          <text
            // Every other name is left out where there is little room.
            class={index % 2 === names.length % 2 ? "chart-name chart-name-between" : "chart-name"}
            key={middle}
            x={middle}
            y={plot.height + 20}
            text-anchor="middle"
          >
            {name}
          </text>
        ))}
      </g>
      <text class="chart-mark" x="0" y="16">
        {signedInWords.use.unit}
      </text>
    </svg>
  );
}

export function ChartKey({ entries }: { entries: readonly { readonly kind: string; readonly name: string }[] }) {
  return (
    <ul class="chart-key">
      {entries.map(({ kind, name }) => (
        <li key={kind}>
          <svg class="chart-swatch" viewBox="0 0 16 16" aria-hidden="true">
            {kind === "chart-expected" ? (
              <line class={kind} x1="0" x2="16" y1="8" y2="8" />
            ) : (
              <rect class={kind} x="1" y="1" width="14" height="14" />
            )}
          </svg>
          {name}
        </li>
      ))}
    </ul>
  );
}
