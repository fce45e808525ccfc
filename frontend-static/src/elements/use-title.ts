import { useEffect } from "preact/hooks";
import { words } from "../text/words";

/** The window's title follows the step, and says so first where there is something to put right. */
export function useTitle(title: string, wrong: boolean): void {
  useEffect(() => {
    const named = words.page.title(title);
    document.title = wrong ? words.page.errorTitle(named) : named;
  }, [title, wrong]);
}
