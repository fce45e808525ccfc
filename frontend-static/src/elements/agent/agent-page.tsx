import { useEffect } from "preact/hooks";
import type { MeterViews } from "../../account/meter-views";
import type { AccountOpening } from "../../agent/account-opening";
import type { AccountSearch } from "../../agent/account-search";
import type { QueueKeys } from "../../agent/queue-keys";
import type { QueueChange, ReviewQueue } from "../../agent/review-queue";
import type { LiveMeters } from "../../live/live-meters";
import type { LiveTopic } from "../../live/live-topic";
import { addressOf, type PlaceInPage } from "../../place-in-page";
import { signedInWords } from "../../text/signed-in/words";
import { useChanges } from "../use-changes";
import { useTitle } from "../use-title";
import { AgentAccount } from "./agent-account";
import { QueuePanel } from "./queue-panel";
import { ReviewPanel } from "./review-panel";
import { SearchPanel } from "./search-panel";
import { ShortcutsDialog } from "./shortcuts-dialog";

export interface AgentPageProps {
  place: PlaceInPage;
  search: AccountSearch;
  opening: AccountOpening;
  queue: ReviewQueue;
  queueLive: LiveTopic<QueueChange>;
  keys: QueueKeys;
  views: MeterViews;
  live: LiveMeters;
  today: () => string;
  newKey: () => string;
  service: AccountOpening["service"];
}

/** An agent's work: customers found, #account/NUMBER/METER, and the readings that wait for a decision. */
export function AgentPage(props: AgentPageProps) {
  const { place, queue, queueLive } = props;
  useChanges(place);
  useEffect(() => {
    void queue.load();
    queueLive.start();
  }, [queue, queueLive]);
  const [part, number] = place.parts;
  return part === "account" && number ? <AgentAccount {...props} number={number} /> : <Desk {...props} />;
}

function Desk({ search, queue, queueLive, keys }: AgentPageProps) {
  useTitle(signedInWords.queue.title, false);
  useEffect(() => keys.listen(), [keys]);
  return (
    <div class="sheet">
      <div class="desk-head">
        <h1>{signedInWords.queue.title}</h1>
        <ShortcutsDialog keys={keys} />
      </div>
      <SearchPanel search={search} />
      <div class="desk">
        <QueuePanel queue={queue} live={queueLive} />
        <ReviewPanel queue={queue} addressOfAccount={(number, meterId) => addressOf("account", number, meterId)} />
      </div>
    </div>
  );
}
