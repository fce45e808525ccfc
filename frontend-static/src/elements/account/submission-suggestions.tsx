import type { Fix } from "../../journey/suggestion";
import { Suggestions } from "../suggestions";
import type { SubmissionProps } from "./submission";

export function SubmissionSuggestions({ submission, others, sendFor }: SubmissionProps) {
  const { findings, busy } = submission;
  const follow = (fix: Fix) => {
    const meter = fix.is === "move" && others.find(({ id }) => id === fix.meter.id);
    if (meter) sendFor(meter);
    else void submission.follow(fix);
  };
  return (
    <Suggestions
      findings={findings}
      busy={busy}
      fixesFor={(suggestion) => submission.fixesFor(suggestion, others)}
      follow={follow}
    />
  );
}
