import { render } from "preact";
import { GraphqlEndpoint } from "./api/graphql-endpoint";
import { GuestService } from "./api/guest-service";
import { carryOver, takeCarriedOver } from "./carry-over";
import { Journey } from "./elements/journey";
import { GuestJourney } from "./journey/guest-journey";
import { newIdempotencyKey } from "./journey/idempotency-key";
import { journeyWithOutbox } from "./journey/journey-with-outbox";
import { dateInLondon } from "./journey/read-date";
import { ReadingDrafts } from "./journey/reading-drafts";
import { keepStepHistory } from "./journey/step-history";
import { keepTypedWhileAway } from "./keep-typed-while-away";
import { keepUpToDate } from "./keep-up-to-date";
import { followJourney } from "./live/follow-journey";
import { LiveMeters, type OpenChannel } from "./live/live-meters";
import { pauseWhileAway } from "./live/pause-while-away";
import { socketAddress } from "./live/socket-address";
import { forgetJourney, keptJourney } from "./outbox/kept-journey";
import { sendWhenPossible } from "./outbox/send-when-possible";
import { wireOutbox } from "./outbox/wire-outbox";
import { openPage } from "./page";
import { later, lookForNews } from "./service/look-for-news";
import { ServiceNews } from "./service/service-news";
import { Welcome } from "./welcome";

const path = "/graphql";
// CloudFront tells the HTTP API and the WebSocket API apart by path; a laptop serves sockets at both.
const livePath = "/live";
const today = () => dateInLondon(new Date());
const service = new GuestService(
  new GraphqlEndpoint(
    path,
    (...request) => fetch(...request),
    ({ kind }) => kind === "read-only" && void news.look(),
  ),
);
const { outbox, database } = wireOutbox(service);
const journey = new GuestJourney(
  journeyWithOutbox(service, outbox, database),
  new ReadingDrafts(today, newIdempotencyKey),
);
const news = new ServiceNews({
  ask: () => service.status(),
  later,
  luck: Math.random,
  back: () => void outbox.retryNow(),
});
const welcome = new Welcome(() => forgetJourney(database));

const openChannel: OpenChannel = async (token, hear) => {
  // Loaded once there is something to follow, so that the first page stays small.
  const { graphqlWsChannel } = await import("./live/graphql-ws-channel");
  const address = socketAddress(livePath, window.location.href);
  return graphqlWsChannel({ address, token, hear, random: Math.random, network: window });
};
const live = new LiveMeters(openChannel);

keepStepHistory(journey, window);
followJourney(journey, live);
pauseWhileAway(live, window);
outbox.watch(() => {
  for (const entry of outbox.entries) journey.hear(entry);
});

const keepTyped = () => carryOver(journey.snapshot, sessionStorage);
const carried = takeCarriedOver<GuestJourney["snapshot"]>(sessionStorage);
if (carried) journey.restore(carried);
// A browser that keeps nothing knows nobody.
else
  keptJourney(database, new Date()).then(
    (known) => welcome.recognise(known),
    () => {},
  );

render(
  <Journey
    journey={journey}
    outbox={outbox}
    welcome={welcome}
    live={live}
    news={news}
    today={today}
    print={() => window.print()}
  />,
  openPage(keepTyped),
);
keepTypedWhileAway(journey, outbox, window);
sendWhenPossible(outbox, window);
lookForNews(news, window);
void keepUpToDate(welcome, keepTyped);
