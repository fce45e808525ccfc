import { render } from "preact";
import { MeterViews } from "./account/meter-views";
import { saveByLink } from "./account/readings-export";
import { AccountOpening } from "./agent/account-opening";
import { AccountSearch } from "./agent/account-search";
import { QueueKeys } from "./agent/queue-keys";
import { ReviewQueue } from "./agent/review-queue";
import { ShortcutSwitch } from "./agent/shortcuts";
import { ReviewQueueChangedDocument } from "./api/generated/operations";
import { AgentPage } from "./elements/agent/agent-page";
import { SignedInPage } from "./elements/sign-in/signed-in-page";
import { newIdempotencyKey } from "./journey/idempotency-key";
import { MeterReading } from "./journey/meter-reading";
import { dateInLondon } from "./journey/read-date";
import { LiveMeters } from "./live/live-meters";
import { LiveTopic } from "./live/live-topic";
import { pauseWhileAway } from "./live/pause-while-away";
import { openPage } from "./page";
import { PlaceInPage } from "./place-in-page";
import { followTopic, openMeterChannel, signedInParts } from "./signed-in";

const today = () => dateInLondon(new Date());
const { session, service, send, visit } = signedInParts();
const live = new LiveMeters(openMeterChannel(session));
const queue = new ReviewQueue(service);
const queueLive = new LiveTopic(
  followTopic(session, ReviewQueueChangedDocument, ({ reviewQueueChanged }) => reviewQueueChanged),
  { take: (change) => queue.hear(change), connected: () => void queue.load() },
);
const views = new MeterViews({
  service,
  send,
  live,
  today,
  saveFile: saveByLink,
  newReading: (meter) => new MeterReading(meter, { readDate: today() }, newIdempotencyKey),
});

pauseWhileAway(live, window);
pauseWhileAway({ pause: () => queueLive.stop(), resume: () => queueLive.start() }, window);
render(
  <SignedInPage visit={visit} page="agent" roles={["AGENT"]}>
    <AgentPage
      place={new PlaceInPage(window)}
      search={new AccountSearch(service)}
      opening={new AccountOpening(service)}
      queue={queue}
      queueLive={queueLive}
      keys={new QueueKeys(queue, new ShortcutSwitch(window.localStorage), document)}
      views={views}
      live={live}
      today={today}
      newKey={newIdempotencyKey}
      service={service}
    />
  </SignedInPage>,
  openPage(),
);
void visit.begin();
