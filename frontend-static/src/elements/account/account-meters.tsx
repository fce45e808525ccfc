import { useEffect } from "preact/hooks";
import type { MeterViews } from "../../account/meter-views";
import type { Account, AccountMeter } from "../../api/signed-in-service";
import type { LiveMeters } from "../../live/live-meters";
import { dayInWords } from "../../text/dates";
import { signedInWords } from "../../text/signed-in/words";
import { words } from "../../text/words";
import { MeterName } from "../meter-name";
import { useChanges } from "../use-changes";
import { MeterFullName } from "./meter-full-name";
import { ReadingsSection } from "./readings-section";
import { UseSection } from "./use-section";

const text = signedInWords.account;

export interface AccountMetersProps {
  account: Account;
  meter: AccountMeter | undefined;
  views: MeterViews;
  live: LiveMeters;
  /** Where one of the account's meters is shown, or a part of what can be done with it. */
  addressOf: (meter: AccountMeter, part?: "send" | "exchange") => string;
  byAgent: boolean;
}

/** The meters of an account, and one of them in full. */
export function AccountMeters({ account, meter, views, live, addressOf, byAgent }: AccountMetersProps) {
  useChanges(live);
  return (
    <>
      {account.meters.length > 1 && (
        <nav aria-label={text.meters}>
          <ul class="meter-tabs">
            {account.meters.map((one) => (
              <li key={one.id}>
                <a href={addressOf(one)} aria-current={one.id === meter?.id ? "true" : undefined}>
                  <MeterName meter={one} />
                  <span class="hint">{text.serial(one.serial)}</span>
                </a>
              </li>
            ))}
          </ul>
        </nav>
      )}
      {meter && (
        <OneMeter key={meter.id} meter={meter} views={views} live={live} addressOf={addressOf} byAgent={byAgent} />
      )}
    </>
  );
}

type OneMeterProps = Omit<AccountMetersProps, "account"> & { meter: AccountMeter };

function OneMeter({ meter, views, live, addressOf, byAgent }: OneMeterProps) {
  const view = views.of(meter);
  // A reading that was received belongs to the list by now.
  useEffect(() => {
    if (views.submission(meter).step === "receipt") views.anotherSubmission(meter);
  }, [meter, views]);
  return (
    <>
      <section class="panel" aria-label={words.fuel[meter.fuel]}>
        <MeterFullName meter={meter} />
        {!meter.removedOn && (
          <div class="buttons">
            <a class="button" href={addressOf(meter, "send")}>
              {text.send}
            </a>
            {byAgent && (
              <a class="button button-second" href={addressOf(meter, "exchange")}>
                {text.exchange}
              </a>
            )}
          </div>
        )}
        <LiveNews live={live} meter={meter} />
      </section>
      <UseSection use={view.use} />
      <ReadingsSection history={view.history} toFile={view.toFile} />
    </>
  );
}

function LiveNews({ live, meter }: { live: LiveMeters; meter: AccountMeter }) {
  const news = live.feedOf(meter)?.changes.at(-1);
  return (
    <p class="live-sign" role="status">
      {live.phase === "lost" || live.phase === "ended"
        ? text.lost
        : news
          ? text.changed(words.change[news.kind], dayInWords(news.reading.readDate))
          : live.phase === "live" && <span class="live-dot">{text.live}</span>}
    </p>
  );
}
