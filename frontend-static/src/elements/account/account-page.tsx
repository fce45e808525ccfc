import type { MeterViews } from "../../account/meter-views";
import type { Account } from "../../api/signed-in-service";
import type { LiveMeters } from "../../live/live-meters";
import { addressOf, type PlaceInPage } from "../../place-in-page";
import type { Visit } from "../../sign-in/visit";
import { signedInWords } from "../../text/signed-in/words";
import { useChanges } from "../use-changes";
import { useTitle } from "../use-title";
import { AccountHead } from "./account-head";
import { AccountMeters } from "./account-meters";
import { Submission } from "./submission";

const text = signedInWords.account;

interface AccountPageProps {
  visit: Visit;
  place: PlaceInPage;
  views: MeterViews;
  live: LiveMeters;
  today: () => string;
}

/** A customer's own accounts: #ACCOUNT/METER shows one meter, #ACCOUNT/METER/send sends a reading of it. */
export function AccountPage({ visit, place, views, live, today }: AccountPageProps) {
  useChanges(place);
  const [number, meterId, part] = place.parts;
  const accounts = visit.viewer?.accounts ?? [];
  const account = accounts.find((one) => one.number === number) ?? accounts[0];
  const meter = account?.meters.find(({ id }) => id === meterId) ?? firstOpen(account);
  const sending = part === "send" && meter !== undefined;
  if (sending && account) {
    return (
      <Submission
        key={meter.id}
        submission={views.submission(meter)}
        byAgent={false}
        today={today}
        backAddress={addressOf(account.number, meter.id)}
        another={() => {
          views.anotherSubmission(meter);
          place.again();
        }}
        others={account.meters}
        sendFor={(other) => {
          views.moveSubmission(meter, other);
          place.go(account.number, other.id, "send");
        }}
      />
    );
  }
  return (
    <div class="sheet">
      <Title />
      {!account && <p>{text.none}</p>}
      {accounts.length > 1 && <AccountChoice accounts={accounts} chosen={account} />}
      {account && (
        <>
          <AccountHead account={account} />
          <AccountMeters
            account={account}
            meter={meter}
            views={views}
            live={live}
            addressOf={(one, wished) => addressOf(account.number, one.id, ...(wished ? [wished] : []))}
            byAgent={false}
          />
        </>
      )}
    </div>
  );
}

function Title() {
  useTitle(text.title, false);
  return <h1>{text.title}</h1>;
}

export function firstOpen(account: Account | undefined) {
  return account?.meters.find(({ removedOn }) => !removedOn) ?? account?.meters[0];
}

function AccountChoice({ accounts, chosen }: { accounts: readonly Account[]; chosen: Account | undefined }) {
  return (
    <nav aria-label={text.accounts}>
      <ul class="meter-tabs">
        {accounts.map(({ number, address, postcode }) => (
          <li key={number}>
            <a href={addressOf(number)} aria-current={number === chosen?.number ? "true" : undefined}>
              <span class="meter-name">{address ?? number}</span>
              <span class="hint">{postcode}</span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
