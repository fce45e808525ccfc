import type { GuestJourney } from "../journey/guest-journey";
import { timeInWords } from "../text/dates";
import { words } from "../text/words";
import type { Welcome } from "../welcome";

const text = words.goOn;

/** For a guest who was identified on this device a little while ago: no need to type it all again. */
export function GoOn({ journey, welcome }: { journey: GuestJourney; welcome: Welcome }) {
  const { known } = welcome;
  if (!known || journey.kept) return null;
  const meters = known.meters
    .filter(({ removedOn }) => !removedOn)
    .map(({ fuel, serial }) => text.meter(words.fuel[fuel], serial.slice(-4)));
  return (
    <section class="go-on" aria-labelledby="go-on-heading">
      <h2 id="go-on-heading">{text.title}</h2>
      <p>{text.text(meters.join("; "), timeInWords(known.expiresAt, new Date()))}</p>
      <div class="buttons">
        <button type="button" class="button button-second" onClick={() => journey.goOn(known)}>
          {text.go}
        </button>
        <button type="button" class="link-button" onClick={() => void welcome.forget()}>
          {text.forget}
        </button>
      </div>
    </section>
  );
}
