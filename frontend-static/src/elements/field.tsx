import type { ComponentChildren } from "preact";

export interface FieldProps {
  id: string;
  label: ComponentChildren;
  hint?: ComponentChildren;
  problem?: string | undefined;
}

/** The ids that an input names in aria-describedby, in the order in which they stand. */
export function describedBy({ id, hint, problem }: FieldProps): string | undefined {
  return [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(" ") || undefined;
}

/** A label, a hint and a problem round one input. */
export function Field({ id, label, hint, problem, children }: FieldProps & { children: ComponentChildren }) {
  return (
    <div class={problem ? "field field-wrong" : "field"}>
      <label for={id}>{label}</label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {problem && (
        <p class="problem" id={`${id}-problem`}>
          {problem}
        </p>
      )}
      {children}
    </div>
  );
}
