import type { ComponentChildren } from "preact";

/** A form that is judged by us and by the service, and never by the browser's own bubbles. */
export function Form({ submit, children }: { submit: () => Promise<void>; children: ComponentChildren }) {
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {children}
    </form>
  );
}
