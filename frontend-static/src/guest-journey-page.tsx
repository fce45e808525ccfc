import { render } from "preact";
import { GraphqlEndpoint } from "./api/graphql-endpoint";
import { GuestService } from "./api/guest-service";
import { Journey } from "./elements/journey";
import { GuestJourney } from "./journey/guest-journey";
import { newIdempotencyKey } from "./journey/idempotency-key";
import { dateInLondon } from "./journey/read-date";
import { ReadingDrafts } from "./journey/reading-drafts";
import { keepStepHistory } from "./journey/step-history";
import { followJourney } from "./live/follow-journey";
import { LiveMeters, type OpenChannel } from "./live/live-meters";
import { pauseWhileAway } from "./live/pause-while-away";
import { socketAddress } from "./live/socket-address";
import { openPage } from "./page";

const path = "/graphql";
// CloudFront tells the HTTP API and the WebSocket API apart by path; a laptop serves sockets at both.
const livePath = "/live";
const today = () => dateInLondon(new Date());
const service = new GuestService(new GraphqlEndpoint(path, (...request) => fetch(...request)));
const journey = new GuestJourney(service, new ReadingDrafts(today, newIdempotencyKey));

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
render(<Journey journey={journey} live={live} today={today} print={() => window.print()} />, openPage());
