import type { ComponentChildren } from "preact";
import type { Trouble } from "../api/trouble";
import { timeInWords } from "../text/dates";
import { troubleInWords } from "../text/trouble-in-words";
import { words } from "../text/words";
import { Notice } from "./notice";

interface TroubleNoticeProps {
  trouble: Trouble | undefined;
  /** Whether a reading may have been on its way. */
  sending?: boolean;
  /** Whether the reading is lost with the page. */
  endsWithPage?: boolean;
  busy: boolean;
  retry: () => void;
  /** What else can be done about it. */
  children?: ComponentChildren;
}

/** What came between the page and the service, that nothing is lost, and what to do. */
export function TroubleNotice({
  trouble,
  sending = false,
  endsWithPage = false,
  busy,
  retry,
  children,
}: TroubleNoticeProps) {
  if (!trouble) return null;
  const { title, text, canRetry } = troubleInWords(trouble.kind, sending && !endsWithPage);
  return (
    <Notice kind="warning" title={title} about={trouble}>
      <p>{text}</p>
      {trouble.retryAt && <p>{words.trouble.retryAt(timeInWords(trouble.retryAt, new Date()))}</p>}
      {canRetry && (
        <>
          <p>{endsWithPage ? words.trouble.endsWithPage : words.trouble.kept}</p>
          <button type="button" class="button button-second" aria-disabled={busy} onClick={retry}>
            {words.trouble.retry}
          </button>
        </>
      )}
      {children}
    </Notice>
  );
}
