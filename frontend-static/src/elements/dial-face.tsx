interface DialFaceProps {
  /** How many digits the register counts; 0 where nobody knows yet. */
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
        <span key={index} class={digits === 0 || index < digits ? "dial-cell" : "dial-cell dial-cell-red"}>
          {shown[index]}
        </span>
      ))}
    </span>
  );
}

const mostExtra = 4;

/** For a register of which nobody knows yet how many digits it counts: most count five. */
const usual = 5;
const most = 8;

export function cellCount(digits: number, value: string): number {
  if (digits === 0) return Math.max(usual, Math.min(value.length, most));
  return Math.max(digits, Math.min(value.length, digits + mostExtra));
}
