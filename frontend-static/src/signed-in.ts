import { ServiceDocument, type TypedDocumentString } from "./api/generated/operations";
import { GraphqlEndpoint } from "./api/graphql-endpoint";
import { SignedInService } from "./api/signed-in-service";
import { Trouble } from "./api/trouble";
import type { ConnectionEvent } from "./live/connection";
import type { LiveClientOptions } from "./live/live-client";
import type { OpenChannel } from "./live/live-meters";
import type { FollowTopic } from "./live/live-topic";
import { socketAddress } from "./live/socket-address";
import { later, lookWhenSeen } from "./service/look-for-news";
import { ServiceNews } from "./service/service-news";
import { providerAt } from "./sign-in/provider";
import { Session } from "./sign-in/session";
import { SignIn } from "./sign-in/sign-in";
import { Visit } from "./sign-in/visit";

const send: typeof fetch = (...request) => fetch(...request);

/** What every page for people who have signed in is made of. */
export function signedInParts() {
  const around = {
    provider: providerAt("/sign-in.json", send),
    storage: window.sessionStorage,
    send,
    now: Date.now,
    origin: window.location.origin,
    randomness: crypto,
    digest: crypto.subtle,
  };
  const session = new Session(around);
  const signIn = new SignIn(session, around);
  const endpoint = new GraphqlEndpoint("/graphql", send, ({ kind }) => kind === "read-only" && void news.look());
  const service = new SignedInService(endpoint, session);
  const news = new ServiceNews({
    ask: async () => (await endpoint.run(ServiceDocument, {})).service,
    later,
    luck: Math.random,
    keepsLooking: true,
  });
  lookWhenSeen(news, window);
  return { session, signIn, service, send, visit: new Visit(session, signIn, service, window, news) };
}

/** How live changes are reached with the token of the session, whichever that is by then. */
export function liveOptions(session: Session, hear: (event: ConnectionEvent) => void): LiveClientOptions {
  return {
    address: socketAddress("/live", window.location.href),
    token: () => tokenOrNone(session, hear),
    tokenLasts: () => session.tokenEnds - Date.now() - 60_000,
    hear,
    random: Math.random,
    network: window,
  };
}

/** To reject would end the tries for good; with no token the service refuses each subscription, and says why. */
async function tokenOrNone(session: Session, hear: (event: ConnectionEvent) => void): Promise<string> {
  try {
    return await session.accessToken();
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    hear(error.kind === "expired" ? "expired" : "failed");
    return "";
  }
}

/** The changes of meters, loaded once there is something to follow. */
export const openMeterChannel =
  (session: Session): OpenChannel =>
  async (_, hear) => {
    const { graphqlWsChannel } = await import("./live/graphql-ws-channel");
    return graphqlWsChannel(liveOptions(session, hear));
  };

/** One subscription that only the present matters of. */
export function followTopic<Result, Value>(
  session: Session,
  document: TypedDocumentString<Result, Record<string, never>>,
  pick: (data: Result) => Value,
): FollowTopic<Value> {
  return async (take, hear) => {
    const { liveClient } = await import("./live/live-client");
    const client = liveClient(liveOptions(session, hear));
    client.subscribe(document, {}, (data) => take(pick(data)));
    return client;
  };
}
