import { words } from "../text/words";

export const leaveOutId = "leave-out";

/** Said once for all registers of a meter: a red window, crossed out, and what that means. */
export function LeaveOut() {
  return (
    <p class="hint leave-out" id={leaveOutId}>
      <svg class="red-window" viewBox="0 0 24 24" aria-hidden="true">
        <rect x="3" y="1" width="18" height="22" rx="3" />
        <path d="M2 22 22 2" />
      </svg>
      <span>{words.enter.leaveOut}</span>
    </p>
  );
}
