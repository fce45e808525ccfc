import type { ComponentChildren } from "preact";

/** A table that may be wider than the page: it scrolls by itself, by keyboard too. */
export function ScrollingTable({
  label,
  kind,
  children,
}: {
  label: string;
  kind?: string;
  children: ComponentChildren;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section class="table-frame" aria-label={label} tabIndex={0}>
      <table class={kind}>{children}</table>
    </section>
  );
}
