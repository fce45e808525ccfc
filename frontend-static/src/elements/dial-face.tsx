interface DialFaceProps {
  /** How many digits the register counts. */
  digits: number;
  cells: number;
  shown?: string;
}

/** The windows of a meter's dial. Digits beyond what the register counts stand in red windows, as on the meter. */
export function DialFace({ digits, cells, shown = "" }: DialFaceProps) {
  return (
    <span class="dial-face" aria-hidden="true">
      {Array.from({ length: cells }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a window is its place on the dial
        <span key={index} class={index < digits ? "dial-cell" : "dial-cell dial-cell-red"}>
          {shown[index]}
        </span>
      ))}
    </span>
  );
}

const mostExtra = 4;

export function cellCount(digits: number, value: string): number {
  return Math.max(digits, Math.min(value.length, digits + mostExtra));
}
