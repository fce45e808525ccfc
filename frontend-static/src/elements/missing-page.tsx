import { words } from "../text/words";
import { StepHeading } from "./step-heading";
import { useTitle } from "./use-title";

const text = words.missing;

/** What stands at an address where there is nothing: CloudFront shows it with the status 404 (template.yaml). */
export function MissingPage() {
  useTitle(text.title, false);
  return (
    <div class="sheet">
      <StepHeading text={text.title} takesFocus={false} />
      <p class="lead">{text.lead}</p>
      <p>
        <a href="/">{text.away}</a>
      </p>
    </div>
  );
}
