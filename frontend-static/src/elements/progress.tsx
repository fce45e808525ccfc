import type { Step } from "../journey/guest-journey";
import { words } from "../text/words";

const stages = ["identify", "enter", "receipt"] as const;

/** Where in the journey one is. Confirming is part of entering: not everybody is asked to. */
export function Progress({ step }: { step: Step }) {
  const current = stages.indexOf(step === "confirm" || step === "waiting" ? "enter" : step);
  return (
    <nav class="progress" aria-label={words.progress.label}>
      <ol>
        {stages.map((stage, index) => (
          <li
            key={stage}
            class={index < current ? "done" : undefined}
            aria-current={index === current ? "step" : undefined}
          >
            <span>{words.progress[stage]}</span>
            {index < current && <span class="unseen"> ({words.progress.done})</span>}
          </li>
        ))}
      </ol>
    </nav>
  );
}
