import { useRef } from "preact/hooks";
import type { Problem } from "../journey/problem";
import { words } from "../text/words";
import { useFocusOn } from "./use-focus-on";

/** All that is to be put right, with a way to each field. Takes the focus each time it has something new. */
export function ProblemSummary({ problems }: { problems: readonly Problem[] }) {
  const summary = useRef<HTMLDivElement>(null);
  useFocusOn(summary, problems);
  if (problems.length === 0) return null;

  return (
    <div class="notice notice-error" ref={summary} tabIndex={-1} role="alert" aria-labelledby="problems-heading">
      <h2 id="problems-heading">{words.problems.heading}</h2>
      <ul>
        {problems.map(({ field, message }) => (
          <li key={field + message}>
            <a href={`#${field}`} onClick={(event) => goToField(event, field)}>
              {message}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Focus without a jump in the history, which belongs to the steps. */
function goToField(event: MouseEvent, field: string): void {
  const input = document.getElementById(field);
  if (!input) return;
  event.preventDefault();
  input.focus();
  (input.closest(".field") ?? input).scrollIntoView();
}
