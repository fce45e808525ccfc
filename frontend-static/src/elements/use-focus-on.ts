import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";

/** Gives an element the focus when it is first shown, and again whenever what it is about changes. */
export function useFocusOn(element: RefObject<HTMLElement | null>, about: unknown): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the focus follows what the element is about
  useEffect(() => element.current?.focus(), [about]);
}
