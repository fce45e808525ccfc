import { Changing } from "../journey/changing";
import type { ReviewQueue } from "./review-queue";
import { type Command, commandOf, type ShortcutSwitch, takesLetters } from "./shortcuts";

/** The keys of the review queue, heard wherever the focus is, but for fields and while the help is open. */
export class QueueKeys extends Changing {
  helpOpen = false;

  constructor(
    private readonly queue: ReviewQueue,
    readonly shortcuts: ShortcutSwitch,
    private readonly page: Pick<
      Document,
      "addEventListener" | "removeEventListener" | "activeElement" | "getElementById"
    >,
  ) {
    super();
  }

  get on(): boolean {
    return this.shortcuts.on;
  }

  turn(on: boolean): void {
    this.shortcuts.turn(on);
    this.changed();
  }

  showHelp(open: boolean): void {
    this.helpOpen = open;
    this.changed();
  }

  /** Returns what ends it. */
  listen(): () => void {
    const hear = (event: KeyboardEvent) => this.hear(event);
    this.page.addEventListener("keydown", hear);
    return () => this.page.removeEventListener("keydown", hear);
  }

  private hear(event: KeyboardEvent): void {
    const focused = this.page.activeElement as HTMLElement | null;
    if (event.key === "Escape" && takesLetters(focused)) {
      focused?.blur();
      return;
    }
    if (!this.on || this.helpOpen || event.defaultPrevented) return;
    const command = commandOf(event, takesLetters(focused));
    if (!command) return;
    event.preventDefault();
    this.obey(command);
  }

  private obey(command: Command): void {
    const obeyed: Record<Command, () => void> = {
      next: () => this.queue.step(1),
      previous: () => this.queue.step(-1),
      accept: () => this.queue.decide("ACCEPT"),
      reject: () => this.queue.decide("REJECT"),
      photo: () => void this.queue.showPhoto(),
      search: () => this.page.getElementById("search")?.focus(),
      help: () => this.showHelp(true),
    };
    obeyed[command]();
  }
}
