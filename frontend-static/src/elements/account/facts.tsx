import type { ComponentChildren } from "preact";

/** Names with what they are, in pairs; those without anything are left out. */
export function Facts({ facts }: { facts: readonly (readonly [name: string, what: ComponentChildren])[] }) {
  return (
    <dl class="facts">
      {facts
        .filter(([, what]) => what !== null && what !== undefined && what !== "")
        .map(([name, what]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{what}</dd>
          </div>
        ))}
    </dl>
  );
}
