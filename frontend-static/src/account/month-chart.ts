import { round, type Scale, scaleFor } from "./chart-scale";
import type { MonthOfUse, YearOnYear } from "./use-by-month";

export interface Bar {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface MonthBar {
  readonly month: MonthOfUse;
  readonly middle: number;
  readonly use: Bar;
  /** From the lowest to the highest that would be expected. */
  readonly band: Bar;
  readonly expectedY: number;
}

export interface Frame {
  readonly width: number;
  readonly height: number;
}

const share = 0.62;

/** One bar for each month, before the band in which it was expected. */
export function monthBars(months: readonly MonthOfUse[], { width, height }: Frame): { bars: MonthBar[]; scale: Scale } {
  const scale = scaleFor(
    months.flatMap(({ kwh, highKwh }) => [Number(kwh), Number(highKwh)]),
    height,
  );
  const slot = width / Math.max(months.length, 1);
  const bars = months.map((month, index) => {
    const left = slot * index;
    const inset = (slot * (1 - share)) / 2;
    return {
      month,
      middle: round(left + slot / 2),
      use: between(scale, left + inset, slot * share, 0, Number(month.kwh)),
      band: between(scale, left + inset / 2, slot - inset, Number(month.lowKwh), Number(month.highKwh)),
      expectedY: scale.y(Number(month.expectedKwh)),
    };
  });
  return { bars, scale };
}

export interface YearBars {
  readonly of: YearOnYear;
  readonly middle: number;
  readonly earlier: Bar | undefined;
  readonly later: Bar | undefined;
}

/** Two bars for each month of the year: the year before, and this one. */
export function yearBars(pairs: readonly YearOnYear[], { width, height }: Frame): { bars: YearBars[]; scale: Scale } {
  const scale = scaleFor(
    pairs.flatMap(({ earlier, later }) => [Number(earlier?.kwh ?? 0), Number(later?.kwh ?? 0)]),
    height,
  );
  const slot = width / Math.max(pairs.length, 1);
  const barWidth = (slot * share) / 2;
  const bars = pairs.map((of, index) => {
    const middle = slot * (index + 0.5);
    return {
      of,
      middle: round(middle),
      earlier: of.earlier && between(scale, middle - barWidth, barWidth, 0, Number(of.earlier.kwh)),
      later: of.later && between(scale, middle, barWidth, 0, Number(of.later.kwh)),
    };
  });
  return { bars, scale };
}

function between(scale: Scale, x: number, width: number, low: number, high: number): Bar {
  const [top, bottom] = [scale.y(high), scale.y(low)];
  return { x: round(x), y: top, width: round(width), height: round(bottom - top) };
}
