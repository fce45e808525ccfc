import type { SignInReturn } from "../../sign-in/sign-in-return";
import { signedInWords } from "../../text/signed-in/words";
import { Notice } from "../notice";
import { TroubleNotice } from "../trouble-notice";
import { useChanges } from "../use-changes";
import { useTitle } from "../use-title";

const text = signedInWords.signIn;

/** The way in, and what became of the last try. */
export function SignInCard({ coming }: { coming: SignInReturn }) {
  useChanges(coming);
  const { state, visit } = coming;
  const failed = state === "cancelled" || state === "stale" || state === "refused";
  const title = state === "signed-out" ? text.signedOut : text.title;
  useTitle(title, failed);
  const trouble = coming.trouble ?? visit.trouble;
  if (state === "working" && !trouble) {
    return (
      <div class="sheet">
        <h1>{text.title}</h1>
        <p role="status">{text.working}</p>
      </div>
    );
  }
  return (
    <div class="sheet">
      <TroubleNotice trouble={trouble} busy={visit.busy} retry={() => void visit.goToSignIn()} />
      {failed && (
        <Notice kind="error" title={text.failed[state]} about={state}>
          <p>{text.failedLead[state]}</p>
        </Notice>
      )}
      <h1>{title}</h1>
      <p class="lead">{state === "signed-out" ? text.signedOutLead : text.lead}</p>
      <p>
        <button
          type="button"
          class="button"
          aria-disabled={visit.leaving}
          onClick={() => void (visit.leaving || visit.goToSignIn())}
        >
          {state === "idle" || state === "working" ? text.title : text.again}
        </button>
      </p>
      <p>
        <a href="/">{text.guest}</a>
      </p>
    </div>
  );
}
