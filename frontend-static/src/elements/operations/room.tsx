import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import type { LiveTopic } from "../../live/live-topic";
import { ageInWords } from "../../operations/age";
import type { OperationsRoom, Snapshot } from "../../operations/operations-room";
import { addressOf } from "../../place-in-page";
import { inDollars, inWhole } from "../../text/amounts";
import { clockInWords } from "../../text/clock";
import { signedInWords } from "../../text/signed-in/words";
import { words } from "../../text/words";
import { useChanges } from "../use-changes";
import { useTitle } from "../use-title";
import { Figure } from "./figure";
import { MinutesChart } from "./minutes-chart";
import { ShareBar } from "./share-bar";

const text = signedInWords.operations;
const outcomes = ["ACCEPTED", "ACCEPTED_FLAGGED", "UNDER_REVIEW", "REJECTED", "SUPERSEDED", "WITHDRAWN"] as const;
const sources = ["GUEST", "CUSTOMER", "AGENT", "SMART", "IMPORT", "ESTIMATE"] as const;
const fuels = ["ELECTRICITY", "GAS"] as const;

interface RoomProps {
  room: OperationsRoom;
  live: LiveTopic<Snapshot>;
  /** Goes along with the way to the wall; none where the room hangs there. */
  toWall?: () => void;
  children?: ComponentChildren;
}

/** The service at one glance, from across a room. */
export function Room({ room, live, toWall, children }: RoomProps) {
  useChanges(room);
  useChanges(live);
  useTitle(text.title, false);
  useEffect(() => live.start(), [live]);
  const { snapshot, summary } = room;
  const old = room.stale || isLost(live);
  return (
    <div class={old ? "room room-old" : "room"}>
      <div class="desk-head">
        <h1>{text.title}</h1>
        <Sign room={room} live={live} />
        {toWall && (
          <a href={addressOf("wall")} onClick={toWall}>
            {text.wall}
          </a>
        )}
        {children}
      </div>
      <p class="unseen" role="status">
        {summary &&
          text.summary(
            inWhole(summary.readingsLastMinute),
            inWhole(summary.readingsToday),
            inWhole(summary.reviewQueueLength),
          )}
      </p>
      {snapshot && <Figures snapshot={snapshot} />}
      {snapshot && <MinutesChart minutes={snapshot.readingsByMinute} />}
      {snapshot && (
        <div class="shares">
          <ShareBar
            title={text.outcomes}
            keys={outcomes}
            counts={snapshot.byOutcome.map(({ status, count }) => ({ key: status, count }))}
            names={words.status}
          />
          <ShareBar
            title={text.sources}
            keys={sources}
            counts={snapshot.bySource.map(({ source, count }) => ({ key: source, count }))}
            names={signedInWords.source}
          />
          <ShareBar
            title={text.fuels}
            keys={fuels}
            counts={snapshot.byFuel.map(({ fuel, count }) => ({ key: fuel, count }))}
            names={words.fuel}
          />
        </div>
      )}
    </div>
  );
}

const isLost = ({ phase }: LiveTopic<Snapshot>) => phase === "lost" || phase === "ended";

function Sign({ room, live }: { room: OperationsRoom; live: LiveTopic<Snapshot> }) {
  const silent = room.stale && live.phase === "live";
  return (
    <div>
      <p class={silent || isLost(live) ? "live-sign problem" : "live-sign"} role="status">
        {live.phase === "live" && !silent && <span class="live-dot">{text.live}</span>}
        {silent && room.lastSeen && text.silent(clockInWords(room.lastSeen))}
        {live.phase === "connecting" && text.connecting}
        {live.phase === "lost" && (room.lastSeen ? text.lost(clockInWords(room.lastSeen)) : text.notYet)}
        {live.phase === "ended" && text.ended}
      </p>
      <p class="hint as-of">{room.snapshot && text.asOf(clockInWords(Date.parse(room.snapshot.at)))}</p>
    </div>
  );
}

function Figures({ snapshot }: { snapshot: Snapshot }) {
  const { at, oldestReviewAt, fanOutDelayMilliseconds: delay } = snapshot;
  const oldest = oldestReviewAt ? ageInWords(Date.parse(at) - Date.parse(oldestReviewAt)) : text.noneWaits;
  return (
    <dl class="figures">
      <Figure name={text.lastMinute} value={inWhole(snapshot.readingsLastMinute)} large />
      <Figure name={text.today} value={inWhole(snapshot.readingsToday)} large />
      <Figure name={text.queue} value={inWhole(snapshot.reviewQueueLength)} large />
      <Figure name={text.oldest} value={oldest} />
      <Figure name={text.connections} value={inWhole(snapshot.liveConnections)} />
      <Figure name={text.deliveries} value={inWhole(snapshot.deliveriesToday)} />
      <Figure name={text.delay} value={delay === null ? text.unknown : text.milliseconds(inWhole(delay))} />
      <Figure name={text.cost} value={inDollars(snapshot.costTodayDollars)} />
    </dl>
  );
}
