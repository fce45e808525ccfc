import { useEffect } from "preact/hooks";
import type { AuditEntry, AuditTrail } from "../../operations/audit-trail";
import { instantInWords } from "../../text/dates";
import { signedInWords } from "../../text/signed-in/words";
import { Form } from "../form";
import { ScrollingTable } from "../scrolling-table";
import { SubmitButton } from "../submit-button";
import { TextField } from "../text-field";
import { TroubleNotice } from "../trouble-notice";
import { useChanges } from "../use-changes";
import { useTitle } from "../use-title";

const text = signedInWords.audit;

/** Who looked at what, and who decided what; newest first. */
export function AuditPanel({ audit }: { audit: AuditTrail }) {
  useChanges(audit);
  useTitle(text.title, false);
  useEffect(() => void audit.load(), [audit]);
  const { entries, busy } = audit;
  return (
    <>
      <h1>{text.title}</h1>
      <p class="lead">{text.lead}</p>
      <TroubleNotice trouble={audit.trouble} busy={busy} retry={() => void audit.retry()} />
      <Form submit={() => audit.load()}>
        <TextField
          id="audit-account"
          label={text.account}
          hint={text.accountHint}
          value={audit.account}
          setValue={(account) => audit.type(account)}
          width="medium"
          inputMode="numeric"
        />
        <SubmitButton text={text.submit} busyText={text.busy} busy={busy} />
      </Form>
      <p role="status">{entries?.length === 0 && !busy && text.none}</p>
      {entries && entries.length > 0 && (
        <ScrollingTable label={text.title}>
          <thead>
            <tr>
              {[text.when, text.who, text.what, text.about, text.why].map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {entries.map(({ cursor, node }) => (
              <tr key={cursor}>
                <td>{instantInWords(node.at)}</td>
                <td>{node.actorName ?? node.actor}</td>
                <td>{text.action[node.action]}</td>
                <td>{aboutInWords(node)}</td>
                <td>{node.reason}</td>
              </tr>
            ))}
          </tbody>
        </ScrollingTable>
      )}
      {audit.hasMore && (
        <p>
          <button type="button" class="button button-second" aria-disabled={busy} onClick={() => void audit.more()}>
            {text.more}
          </button>
        </p>
      )}
    </>
  );
}

function aboutInWords({ account, meterId, readingId }: AuditEntry["node"]): string {
  return [
    account && text.aboutAccount(account),
    meterId && text.aboutMeter(meterId),
    readingId && text.aboutReading(readingId),
  ]
    .filter(Boolean)
    .join(", ");
}
