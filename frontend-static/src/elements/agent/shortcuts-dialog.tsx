import { useEffect, useRef } from "preact/hooks";
import type { QueueKeys } from "../../agent/queue-keys";
import { shortcuts } from "../../agent/shortcuts";
import { signedInWords } from "../../text/signed-in/words";
import { useChanges } from "../use-changes";

const text = signedInWords.shortcuts;

/** What the keys do, and the way to switch them off. */
export function ShortcutsDialog({ keys }: { keys: QueueKeys }) {
  useChanges(keys);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (keys.helpOpen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [keys.helpOpen]);
  return (
    <>
      <button type="button" class="link-button" onClick={() => keys.showHelp(true)}>
        {text.button}
      </button>
      <dialog ref={dialog} class="dialog" aria-labelledby="shortcuts-heading" onClose={() => keys.showHelp(false)}>
        <h2 id="shortcuts-heading">{text.heading}</h2>
        <table>
          <thead>
            <tr>
              <th scope="col">{text.key}</th>
              <th scope="col">{text.does}</th>
            </tr>
          </thead>
          <tbody>
            {Object.entries(shortcuts).map(([key, command]) => (
              <Line key={key} name={key.toUpperCase()} does={text.command[command]} />
            ))}
            <Line name={text.send} does={text.sends} />
            <Line name={text.escape} does={text.escapes} />
          </tbody>
        </table>
        <p class="hint">{text.note}</p>
        <p>
          <label class="check">
            <input type="checkbox" checked={keys.on} onChange={(event) => keys.turn(event.currentTarget.checked)} />
            <span>{text.on}</span>
          </label>
        </p>
        <button type="button" class="button" onClick={() => keys.showHelp(false)}>
          {text.close}
        </button>
      </dialog>
    </>
  );
}

function Line({ name, does }: { name: string; does: string }) {
  return (
    <tr>
      <th scope="row">
        <kbd>{name}</kbd>
      </th>
      <td>{does}</td>
    </tr>
  );
}
