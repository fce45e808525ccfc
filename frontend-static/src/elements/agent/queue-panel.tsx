import type { QueueChange, QueuedReading, ReviewQueue } from "../../agent/review-queue";
import type { LiveTopic } from "../../live/live-topic";
import { dayInWords, timeInWords } from "../../text/dates";
import { signedInWords } from "../../text/signed-in/words";
import { valuesInWords } from "../../text/values-in-words";
import { MeterName } from "../meter-name";
import { TroubleNotice } from "../trouble-notice";
import { useChanges } from "../use-changes";

const text = signedInWords.queue;

/** The readings that wait, the longest wait first; they come and go as agents anywhere decide. */
export function QueuePanel({ queue, live }: { queue: ReviewQueue; live: LiveTopic<QueueChange> }) {
  useChanges(queue);
  useChanges(live);
  const { items } = queue;
  return (
    <section class="panel" aria-labelledby="queue-heading">
      <h2 id="queue-heading">{text.heading}</h2>
      <p role="status">
        {items && (queue.length > 0 ? text.length(queue.length) : text.empty)}
        {!items && signedInWords.visit.loading}
      </p>
      <p class="live-sign" role="status">
        {live.phase === "live" ? <span class="live-dot">{text.live}</span> : text[live.phase]}
      </p>
      {!queue.open && <TroubleNotice trouble={queue.trouble} busy={queue.busy} retry={() => void queue.retry()} />}
      <ol class="queue">
        {items?.map((reading) => (
          <QueueItem
            key={reading.id}
            reading={reading}
            open={reading.id === queue.open?.id}
            choose={() => queue.choose(reading)}
          />
        ))}
      </ol>
      {queue.hasMore && (
        <button type="button" class="button button-second" aria-disabled={queue.busy} onClick={() => void queue.more()}>
          {text.more}
        </button>
      )}
    </section>
  );
}

function QueueItem({ reading, open, choose }: { reading: QueuedReading; open: boolean; choose: () => void }) {
  const { meter, submittedAt, readDate, reviewDueAt, escalatedAt } = reading;
  const now = new Date();
  return (
    <li>
      <button type="button" class="queue-item" aria-current={open ? "true" : undefined} onClick={choose}>
        <MeterName meter={meter} />
        <span class="queue-value">{valuesInWords(reading)}</span>
        <span class="hint">{dayInWords(readDate)}</span>
        <span class="hint">
          {text.waitingSince(timeInWords(submittedAt, now))}
          {reviewDueAt && ` · ${text.due(timeInWords(reviewDueAt, now))}`}
        </span>
        {escalatedAt && <span class="status status-rejected">{text.escalated}</span>}
      </button>
    </li>
  );
}
