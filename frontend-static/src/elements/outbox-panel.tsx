import type { GuestJourney } from "../journey/guest-journey";
import type { Entry } from "../outbox/entry";
import type { Outbox } from "../outbox/outbox";
import { receiptAddress } from "../receipt/receipt-address";
import { dayInWords } from "../text/dates";
import { entryStateInWords } from "../text/entry-state-in-words";
import { valuesInWords } from "../text/values-in-words";
import { words } from "../text/words";

const text = words.outbox;

/** The readings that are kept on this device, and how each of them stands. Told as it changes; it takes no focus. */
export function OutboxPanel({ outbox, journey }: { outbox: Outbox; journey: GuestJourney }) {
  const inHand = journey.step === "enter" || journey.step === "confirm" ? journey.reading?.key : undefined;
  const entries = outbox.entries.filter(({ key }) => key !== inHand);
  return (
    <div class="outbox unprinted" role="status">
      {entries.length > 0 && (
        <section class="sheet" aria-labelledby="outbox-heading">
          <h2 id="outbox-heading">{text.heading}</h2>
          <ul class="plain-list">
            {entries.map((entry) => (
              <li key={entry.key} class={`kept-reading kept-${entry.state.is}`}>
                <p class="kept-about">{aboutInWords(entry)}</p>
                <p>{entryStateInWords(entry.state, new Date())}</p>
                {outbox.endsWithPage(entry.key) && <p>{text.endsWithPage}</p>}
                <div class="buttons">
                  <Actions entry={entry} outbox={outbox} journey={journey} />
                </div>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

function aboutInWords({ fuel, values, readDate }: Entry): string {
  const registers = values.map(({ role, register, value }) => ({ register: { id: register, role }, value }));
  return text.about(words.fuel[fuel], valuesInWords({ registers }), dayInWords(readDate));
}

function Actions({ entry, outbox, journey }: { entry: Entry; outbox: Outbox; journey: GuestJourney }) {
  const remove = (name: string) => (
    <button type="button" class="link-button" onClick={() => void outbox.remove(entry.key)}>
      {name}
    </button>
  );
  switch (entry.state.is) {
    case "sending":
      return null;
    case "waiting":
      return (
        <>
          <button type="button" class="button button-second" onClick={() => void outbox.retryNow()}>
            {text.sendNow}
          </button>
          {remove(text.drop)}
        </>
      );
    case "needs-you":
      return (
        <>
          <button type="button" class="button button-second" onClick={() => journey.takeInHand(entry)}>
            {text.takeInHand}
          </button>
          {remove(text.drop)}
        </>
      );
    case "received":
      return (
        <>
          <a class="button button-second" href={receiptAddress(entry.state.outcome.receipt)}>
            {text.receipt}
          </a>
          {remove(text.done)}
        </>
      );
  }
}
