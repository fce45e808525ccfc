import type { ComponentChildren } from "preact";
import { useId, useRef } from "preact/hooks";
import { useFocusOn } from "./use-focus-on";

interface NoticeProps {
  kind: "error" | "warning" | "good";
  title: string;
  /** Takes the focus when it opens and whenever this changes. */
  about?: unknown;
  children?: ComponentChildren;
}

/** A boxed message that must not be missed. */
export function Notice({ kind, title, about, children }: NoticeProps) {
  const box = useRef<HTMLDivElement>(null);
  const heading = useId();
  useFocusOn(box, about);
  return (
    <div class={`notice notice-${kind}`} ref={box} tabIndex={-1} role="alert" aria-labelledby={heading}>
      <h2 id={heading}>{title}</h2>
      {children}
    </div>
  );
}
