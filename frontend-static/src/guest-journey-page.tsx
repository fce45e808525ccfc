import { render } from "preact";
import { GraphqlEndpoint } from "./api/graphql-endpoint";
import { GuestService } from "./api/guest-service";
import { Journey } from "./elements/journey";
import { GuestJourney } from "./journey/guest-journey";
import { newIdempotencyKey } from "./journey/idempotency-key";
import { dateInLondon } from "./journey/read-date";
import { ReadingDrafts } from "./journey/reading-drafts";
import { keepStepHistory } from "./journey/step-history";
import { placeForPage } from "./place-for-page";

const today = () => dateInLondon(new Date());
const service = new GuestService(new GraphqlEndpoint("/graphql", (...request) => fetch(...request)));
const journey = new GuestJourney(service, new ReadingDrafts(today, newIdempotencyKey));

keepStepHistory(journey, window);
render(<Journey journey={journey} today={today} print={() => window.print()} />, placeForPage());
