/** Stays in the tab order while it is busy; the state behind it refuses a second go by itself. */
export function SubmitButton({ text, busyText, busy }: { text: string; busyText: string; busy: boolean }) {
  return (
    <button type="submit" class="button" aria-disabled={busy}>
      {busy ? busyText : text}
    </button>
  );
}
