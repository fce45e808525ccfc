import type { ComponentChildren } from "preact";

/** An answer that stays folded away until somebody asks. */
export function Help({
  question,
  answer,
  children,
}: {
  question: string;
  answer: string | string[];
  children?: ComponentChildren;
}) {
  const paragraphs = typeof answer === "string" ? [answer] : answer;
  return (
    <details class="help">
      <summary>{question}</summary>
      <div class="help-answer">
        {children}
        {paragraphs.map((paragraph) => (
          <p key={paragraph}>{paragraph}</p>
        ))}
      </div>
    </details>
  );
}
