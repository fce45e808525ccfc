import type { ComponentChildren } from "preact";

interface ChoiceProps {
  id: string;
  name: string;
  label: ComponentChildren;
  hint?: string | undefined;
  checked: boolean;
  disabled?: boolean;
  choose: () => void;
}

/** One radio button with the whole card as its target. */
export function Choice({ id, name, label, hint, checked, disabled = false, choose }: ChoiceProps) {
  return (
    <div class="choice">
      <input
        id={id}
        type="radio"
        name={name}
        checked={checked}
        disabled={disabled}
        aria-describedby={hint && `${id}-hint`}
        onChange={choose}
      />
      <label for={id}>{label}</label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}
