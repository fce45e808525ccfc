import { useId } from "preact/hooks";
import type { ServiceNews } from "../service/service-news";
import { timeInWords } from "../text/dates";
import { words } from "../text/words";
import { useChanges } from "./use-changes";

interface ServiceNoticeProps {
  news: ServiceNews;
  title: string;
  /** What can be done all the same. */
  lead: string;
}

/** That the service takes no changes, told before anyone types. It takes no focus, and goes by itself. */
export function ServiceNotice({ news, title, lead }: ServiceNoticeProps) {
  useChanges(news);
  const heading = useId();
  const { status } = news;
  return (
    <div class="service-notice unprinted" role="status">
      {status?.readOnly && (
        <section class="notice notice-warning" aria-labelledby={heading}>
          <h2 id={heading}>{title}</h2>
          {/* Typed by whoever threw the switch. */}
          {status.message && <p lang="en">{status.message}</p>}
          <p>{lead}</p>
          {status.retryAt && <p>{words.service.backAt(timeInWords(status.retryAt, new Date()))}</p>}
        </section>
      )}
    </div>
  );
}
