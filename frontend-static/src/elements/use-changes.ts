import { useLayoutEffect, useState } from "preact/hooks";
import type { Changing } from "../journey/changing";

/** Shows the element again whenever the state changes. */
export function useChanges(state: Changing): void {
  const [, showAgain] = useState(0);
  // Not an effect, which waits for the next picture: a change before that would not be heard.
  useLayoutEffect(() => state.watch(() => showAgain((count) => count + 1)), [state]);
}
