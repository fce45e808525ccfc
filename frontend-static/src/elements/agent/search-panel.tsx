import type { AccountSearch } from "../../agent/account-search";
import { problemIn } from "../../journey/problem";
import { addressOf } from "../../place-in-page";
import { signedInWords } from "../../text/signed-in/words";
import { Form } from "../form";
import { MeterName } from "../meter-name";
import { SubmitButton } from "../submit-button";
import { TextField } from "../text-field";
import { TroubleNotice } from "../trouble-notice";
import { useChanges } from "../use-changes";

const text = signedInWords.search;

export function SearchPanel({ search }: { search: AccountSearch }) {
  useChanges(search);
  const { found, busy, problems } = search;
  return (
    <search class="panel" aria-labelledby="search-heading">
      <h2 id="search-heading">{text.heading}</h2>
      <TroubleNotice trouble={search.trouble} busy={busy} retry={() => void search.retry()} />
      <Form submit={() => search.search()}>
        <TextField
          id="search"
          label={text.label}
          hint={text.audited}
          problem={problemIn("search", problems)}
          value={search.text}
          setValue={(typed) => search.type(typed)}
          width="medium"
        />
        <SubmitButton text={text.submit} busyText={text.busy} busy={busy} />
      </Form>
      <p role="status">
        {found && (found.length > 0 ? text.found(found.length, search.searched) : text.none(search.searched))}
      </p>
      {found && found.length > 0 && (
        <ul class="found">
          {found.map(({ number, name, address, postcode, meters }) => (
            <li key={number}>
              <a href={addressOf("account", number)}>{number}</a>
              <p>{[name, address, postcode].filter(Boolean).join(", ")}</p>
              <ul class="found-meters">
                {meters.map((meter) => (
                  <li key={meter.id}>
                    <MeterName meter={meter} />{" "}
                    <span class="hint">
                      {meter.serial} · {meter.supplyPoint}
                    </span>
                  </li>
                ))}
              </ul>
            </li>
          ))}
        </ul>
      )}
      {search.hasMore && found && (
        <p>
          <button type="button" class="button button-second" aria-disabled={busy} onClick={() => void search.more()}>
            {text.more}
          </button>
        </p>
      )}
    </search>
  );
}
