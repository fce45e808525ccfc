import type { Meter } from "../api/guest-service";

const shapes: Readonly<Record<Meter["fuel"], string>> = {
  ELECTRICITY: "M13.5 2 5 13.5h5.5L9 22l9.5-12.5H13z",
  GAS: "M12 2c1 4-4.5 6.500-4.500 11.500a5.500 5.500 0 0 0 1.800 4.100c-.3-2.600 1.200-4 2.200-5.600 1.800 1.400 3 3.200 2.600 5.700a5.600 5.600 0 0 0 2.400-4.700C16.500 9.500 13.800 6 12 2z",
};

export function FuelMark({ fuel }: { fuel: Meter["fuel"] }) {
  return (
    <svg class={`fuel-mark fuel-${fuel.toLowerCase()}`} viewBox="0 0 24 24" aria-hidden="true">
      <path d={shapes[fuel]} />
    </svg>
  );
}
