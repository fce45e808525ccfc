import { sharesOf } from "../../operations/shares";
import { inPercent, inWhole } from "../../text/amounts";
import { signedInWords } from "../../text/signed-in/words";

const text = signedInWords.operations;

interface ShareBarProps<Key extends string> {
  title: string;
  keys: readonly Key[];
  counts: readonly { readonly key: Key; readonly count: number }[];
  names: Readonly<Record<Key, string>>;
}

/** How a whole is made up: a bar for the eye, and the table that it is drawn from. */
export function ShareBar<Key extends string>({ title, keys, counts, names }: ShareBarProps<Key>) {
  const shares = sharesOf(keys, counts);
  return (
    <section class="panel">
      <h2>{title}</h2>
      <svg class="share-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        <rect class="share-empty" x="0" y="0" width="100" height="6" />
        {shares.map(({ key, from, percent }, index) => (
          <rect key={key} class={`share share-${index + 1}`} x={from} y="0" width={percent} height="6" />
        ))}
      </svg>
      <table class="share-table">
        <thead class="unseen">
          <tr>
            <th scope="col">{title}</th>
            <th scope="col">{text.readings}</th>
            <th scope="col">{text.share}</th>
          </tr>
        </thead>
        <tbody>
          {shares.map(({ key, count, percent }, index) => (
            <tr key={key}>
              <th scope="row">
                <svg class="chart-swatch" viewBox="0 0 16 16" aria-hidden="true">
                  <rect class={`share share-${index + 1}`} x="1" y="1" width="14" height="14" />
                </svg>
                {names[key]}
              </th>
              <td>{inWhole(count)}</td>
              <td>{inPercent(percent / 100)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
