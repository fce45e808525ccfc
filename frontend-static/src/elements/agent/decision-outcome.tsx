import type { ReviewQueue } from "../../agent/review-queue";
import { signedInWords } from "../../text/signed-in/words";
import { words } from "../../text/words";
import { Notice } from "../notice";

const text = signedInWords.review;

/** That the open reading has been decided: here, or at the same time by somebody else. */
export function DecisionOutcome({ queue }: { queue: ReviewQueue }) {
  const { outcome } = queue;
  if (!outcome) return null;
  const { mine, status, by, reason } = outcome;
  const said = status && words.status[status];
  return (
    <Notice kind={mine ? "good" : "warning"} title={mine ? titleOf(status) : text.theirs} about={mine || undefined}>
      {!mine && said && <p>{by ? text.theirsBy(by, said) : text.theirsStatus(said)}</p>}
      {reason && <p>{text.because(reason)}</p>}
      {queue.items && queue.items.length > 0 && (
        <button type="button" class="button button-second" onClick={() => queue.step(1)}>
          {text.next}
        </button>
      )}
    </Notice>
  );
}

function titleOf(status: string | undefined): string {
  return status === "REJECTED" ? text.mine.REJECTED : text.mine.ACCEPTED;
}
