import { words } from "../text/words";

/** Nothing changes under the typing hand: the person says when. */
export function NewVersion({ load }: { load: () => void }) {
  return (
    <p class="new-version" role="status">
      {words.newVersion.text}{" "}
      <button type="button" class="link-button" onClick={load}>
        {words.newVersion.load}
      </button>
    </p>
  );
}
