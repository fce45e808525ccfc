/** From values to places on a chart. Floats do here: what is exact stands in the table beside it. */
export interface Scale {
  /** Where the axis has marks, from zero up; the last is the top. */
  readonly marks: readonly number[];
  y(value: number): number;
}

const steps = [1, 2, 2.5, 5, 10];

/** A scale from zero to a round number above the highest value, over `height` units. */
export function scaleFor(values: readonly number[], height: number): Scale {
  const highest = Math.max(...values.filter(Number.isFinite), 0) || 1;
  const step = roundStep(highest / 4);
  const count = Math.ceil(highest / step - 1e-9);
  const top = count * step;
  const marks = Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)));
  return { marks, y: (value) => round(height - (Math.min(Math.max(value, 0), top) / top) * height) };
}

function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return (steps.find((step) => step * power >= least - 1e-12) ?? 10) * power;
}

/** Two places are finer than any screen. */
export function round(value: number): number {
  return Math.round(value * 100) / 100;
}
