import { useEffect, useState } from "preact/hooks";
import type { Changing } from "../journey/changing";

/** Shows the element again whenever the state changes. */
export function useChanges(state: Changing): void {
  const [, showAgain] = useState(0);
  useEffect(() => state.watch(() => showAgain((count) => count + 1)), [state]);
}
