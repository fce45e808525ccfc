/** What one key does while the review queue is shown. */
export type Command = "next" | "previous" | "accept" | "reject" | "photo" | "search" | "help";

export const shortcuts: Readonly<Record<string, Command>> = {
  j: "next",
  k: "previous",
  a: "accept",
  r: "reject",
  p: "photo",
  "/": "search",
  "?": "help",
};

export interface PressedKey {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  readonly repeat: boolean;
}

/** Keys with a modifier belong to the browser and to assistive technology; those typed into a field, to the field. */
export function commandOf(pressed: PressedKey, typing: boolean): Command | undefined {
  if (typing || pressed.ctrlKey || pressed.altKey || pressed.metaKey) return undefined;
  const command = shortcuts[pressed.key.toLowerCase()];
  return pressed.repeat && command !== "next" && command !== "previous" ? undefined : command;
}

/** Whether what has the focus takes letters for itself. */
export function takesLetters(element: { tagName: string; isContentEditable?: boolean } | null): boolean {
  return (
    element !== null &&
    (element.isContentEditable === true || /^(input|textarea|select|option)$/i.test(element.tagName))
  );
}

const place = "meter-reads.shortcuts";

/** Single-key shortcuts can be switched off (WCAG 2.1.4): speech input sends letters. */
export class ShortcutSwitch {
  constructor(private readonly storage: Pick<Storage, "getItem" | "setItem">) {}

  get on(): boolean {
    return this.storage.getItem(place) !== "off";
  }

  turn(on: boolean): void {
    this.storage.setItem(place, on ? "on" : "off");
  }
}
