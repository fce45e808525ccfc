import type { GuestJourney } from "../journey/guest-journey";
import type { MeterReading } from "../journey/meter-reading";
import { canApply, type Suggestion, suggestionsIn } from "../journey/suggestion";
import { suggestionInWords } from "../text/server-in-words";
import { words } from "../text/words";

interface SuggestionsProps {
  journey: Pick<GuestJourney, "findings" | "busy" | "follow">;
  reading: MeterReading;
}

/** What may have happened, and one tap for what can be put right by itself. Nothing changes without the tap. */
export function Suggestions({ journey, reading }: SuggestionsProps) {
  const suggestions = suggestionsIn(journey.findings);
  if (suggestions.length === 0) return null;
  return (
    <ul class="suggestions">
      {suggestions.map((suggestion) => (
        <li key={suggestion.message + suggestion.register}>
          <p>{suggestionInWords(suggestion)}</p>
          {canApply(suggestion, reading) && (
            <button
              type="button"
              class="button button-second"
              aria-disabled={journey.busy}
              onClick={() => void journey.follow(suggestion)}
            >
              {actionOf(suggestion)}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

function actionOf({ kind, value }: Suggestion): string {
  return kind === "REGISTERS_SWAPPED" ? words.suggestion.swap : words.suggestion.use(value ?? "");
}
