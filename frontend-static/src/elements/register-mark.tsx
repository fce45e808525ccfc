import type { Register } from "../api/guest-service";

type Marked = Exclude<Register["role"], "ANYTIME">;

/** A sun, a moon, an arrow out of the house. */
const shapes: Readonly<Record<Marked, string>> = {
  DAY: "M12 7a5 5 0 1 1 0 10 5 5 0 0 1 0-10M11 1h2v4h-2zm0 18h2v4h-2zM1 11h4v2H1zm18 0h4v2h-4zM3.500 4.900l1.400-1.400 2.900 2.900-1.400 1.400zm12.700 12.700 1.400-1.400 2.900 2.900-1.400 1.400zM3.500 19.100l2.900-2.900 1.400 1.400-2.900 2.900zM16.200 6.400l2.900-2.900 1.400 1.400-2.900 2.900z",
  NIGHT: "M20.500 15.200A9 9 0 0 1 8.800 3.500a9 9 0 1 0 11.700 11.700z",
  EXPORT: "M4 11v9h9v-2H6v-7zM13 4v2h3.600l-7.300 7.300 1.400 1.400L18 7.400V11h2V4z",
};

/** Tells the registers of a meter apart at a glance; the words beside it say the same. */
export function RegisterMark({ role }: { role: Register["role"] }) {
  if (role === "ANYTIME") return null;
  return (
    <svg class={`register-mark register-${role.toLowerCase()}`} viewBox="0 0 24 24" aria-hidden="true">
      <path d={shapes[role]} />
    </svg>
  );
}
