import type { KnownSubmission } from "../../account/known-submission";
import type { AccountMeter } from "../../api/signed-in-service";
import { signedInWords } from "../../text/signed-in/words";
import { words } from "../../text/words";
import { useChanges } from "../use-changes";
import { useTitle } from "../use-title";
import { SubmissionConfirm } from "./submission-confirm";
import { SubmissionEnter } from "./submission-enter";
import { SubmissionReceipt } from "./submission-receipt";

export interface SubmissionProps {
  submission: KnownSubmission;
  /** Whether it is sent on behalf of the customer. */
  byAgent: boolean;
  today: () => string;
  /** Back to the meter. */
  backAddress: string;
  another: () => void;
  /** The other meters of the account, for a reading that turns out to be of one of them. */
  others: readonly AccountMeter[];
  sendFor: (meter: AccountMeter) => void;
  /** An agent's: to where it is entered that the meter was exchanged. */
  exchange?: () => void;
}

/** A reading on its way: entered, confirmed where asked, received. */
export function Submission(props: SubmissionProps) {
  const { submission } = props;
  useChanges(submission);
  useTitle(titleOf(submission), submission.problems.length > 0);
  return (
    <div class="sheet">
      {submission.step === "enter" && <SubmissionEnter {...props} />}
      {submission.step === "confirm" && <SubmissionConfirm {...props} />}
      {submission.step === "receipt" && <SubmissionReceipt {...props} />}
      <p class="unprinted">
        <a href={props.backAddress}>{signedInWords.account.back}</a>
      </p>
      <p class="unseen" role="status">
        {submission.busy && words.enter.busy}
      </p>
    </div>
  );
}

function titleOf({ step, received }: KnownSubmission): string {
  if (step === "receipt" && received) return words.receipt.title[received.receipt.status];
  return step === "confirm" ? words.confirm.title : signedInWords.send.title;
}
