import { useEffect, useState } from "preact/hooks";
import { MeterExchange } from "../../agent/meter-exchange";
import type { Account, AccountMeter } from "../../api/signed-in-service";
import { addressOf } from "../../place-in-page";
import { signedInWords } from "../../text/signed-in/words";
import { AccountHead } from "../account/account-head";
import { AccountMeters } from "../account/account-meters";
import { firstOpen } from "../account/account-page";
import { Submission } from "../account/submission";
import { StepHeading } from "../step-heading";
import { TroubleNotice } from "../trouble-notice";
import { useChanges } from "../use-changes";
import { useTitle } from "../use-title";
import type { AgentPageProps } from "./agent-page";
import { ExchangeForm } from "./exchange-form";

const text = signedInWords.account;

/** A customer's account as an agent sees it: all that the customer sees, and what only an agent may do. */
export function AgentAccount(props: AgentPageProps & { number: string }) {
  const { opening, place, views, live, number, today } = props;
  useChanges(opening);
  useEffect(() => void opening.open(number), [opening, number]);
  const { account } = opening;
  const [, , meterId, part] = place.parts;
  const meter = account?.meters.find(({ id }) => id === meterId) ?? firstOpen(account ?? undefined);
  if (account?.number === number && meter && part === "send") {
    return (
      <Submission
        key={meter.id}
        submission={views.submission(meter)}
        byAgent
        today={today}
        backAddress={addressOf("account", number, meter.id)}
        another={() => {
          views.anotherSubmission(meter);
          place.again();
        }}
        others={account.meters}
        sendFor={(other) => {
          views.moveSubmission(meter, other);
          place.go("account", number, other.id, "send");
        }}
        exchange={() => place.go("account", number, meter.id, "exchange")}
      />
    );
  }
  if (account?.number === number && meter && part === "exchange") {
    return <Exchange {...props} key={meter.id} account={account} meter={meter} />;
  }
  return (
    <div class="sheet">
      <p>
        <a href={addressOf("desk")}>{text.backToAccount}</a>
      </p>
      <TroubleNotice trouble={opening.trouble} busy={opening.busy} retry={() => void opening.retry()} />
      <AccountTitle account={account} number={number} />
      {account && (
        <>
          <AccountHead account={account} />
          <AccountMeters
            account={account}
            meter={meter}
            views={views}
            live={live}
            addressOf={(one, wished) => addressOf("account", number, one.id, ...(wished ? [wished] : []))}
            byAgent
          />
        </>
      )}
    </div>
  );
}

function AccountTitle({ account, number }: { account: Account | null | undefined; number: string }) {
  const title = account === null ? text.notFound : `${text.number} ${number}`;
  useTitle(title, account === null);
  return <StepHeading text={title} takesFocus />;
}

type ExchangeProps = AgentPageProps & { account: Account; meter: AccountMeter };

function Exchange({ meter, account, service, today, newKey, opening }: ExchangeProps) {
  // The account that is loaded anew after the exchange leaves what was stored in sight.
  const [exchange] = useState(() => new MeterExchange(meter, { service, today, newKey }));
  return (
    <ExchangeForm
      exchange={exchange}
      today={today}
      backAddress={addressOf("account", account.number, meter.id)}
      addressOfNew={({ id }) => addressOf("account", account.number, id)}
      stored={() => void opening.reload()}
    />
  );
}
