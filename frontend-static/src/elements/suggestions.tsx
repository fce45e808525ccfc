import type { Finding } from "../api/guest-service";
import { type Fix, type Suggestion, suggestionsIn } from "../journey/suggestion";
import { suggestionInWords } from "../text/server-in-words";
import { words } from "../text/words";

interface SuggestionsProps {
  findings: readonly Finding[];
  busy: boolean;
  fixesFor: (suggestion: Suggestion) => readonly Fix[];
  follow: (fix: Fix) => void;
}

/** What may have happened, and one tap for what can be put right by itself. Nothing changes without the tap. */
export function Suggestions({ findings, busy, fixesFor, follow }: SuggestionsProps) {
  const suggestions = suggestionsIn(findings);
  if (suggestions.length === 0) return null;
  return (
    <ul class="suggestions">
      {suggestions.map((suggestion) => (
        <li key={suggestion.message + suggestion.register}>
          <p>{suggestionInWords(suggestion)}</p>
          {fixesFor(suggestion).map((fix) => (
            <button
              key={inWords(fix)}
              type="button"
              class="button button-second"
              aria-disabled={busy}
              onClick={() => follow(fix)}
            >
              {inWords(fix)}
            </button>
          ))}
        </li>
      ))}
    </ul>
  );
}

function inWords(fix: Fix): string {
  switch (fix.is) {
    case "use":
      return words.suggestion.use(fix.value);
    case "swap":
      return words.suggestion.swap;
    case "move":
      return words.suggestion.move(words.fuel[fix.meter.fuel], fix.meter.serial.slice(-4));
    case "new-meter":
      return words.suggestion.newMeter;
  }
}
