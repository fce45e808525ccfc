import type { Fix } from "../../journey/suggestion";
import { Suggestions } from "../suggestions";
import type { SubmissionProps } from "./submission";

export function SubmissionSuggestions({ submission, others, sendFor, exchange }: SubmissionProps) {
  const { findings, busy } = submission;
  const follow = (fix: Fix) => {
    const meter = fix.is === "move" && others.find(({ id }) => id === fix.meter.id);
    if (meter) sendFor(meter);
    else if (fix.is === "new-meter") exchange?.();
    else void submission.follow(fix);
  };
  return (
    <Suggestions
      findings={findings}
      busy={busy}
      fixesFor={(suggestion) => submission.fixesFor(suggestion, others, exchange !== undefined)}
      follow={follow}
    />
  );
}
