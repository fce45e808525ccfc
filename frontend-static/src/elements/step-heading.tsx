import { useEffect, useRef } from "preact/hooks";

/** The heading of a step. It takes the focus when the step opens, so that a screen reader reads on from there. */
export function StepHeading({ text, takesFocus }: { text: string; takesFocus: boolean }) {
  const heading = useRef<HTMLHeadingElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only as the step opens, never out of a field later
  useEffect(() => {
    if (!takesFocus) return;
    heading.current?.focus();
    heading.current?.ownerDocument.defaultView?.scrollTo(0, 0);
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {text}
    </h1>
  );
}
