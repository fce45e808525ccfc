import { Trouble } from "../api/trouble";
import { Changing } from "./changing";
import type { Problem } from "./problem";

/** Something that asks the service: one thing at a time, with what went wrong last, and a way to ask again. */
export abstract class Asking extends Changing {
  busy = false;
  problems: readonly Problem[] = [];
  trouble: Trouble | undefined;
  private last: (() => Promise<void>) | undefined;

  /** Does the last thing that met trouble once more. */
  async retry(): Promise<void> {
    if (this.last) await this.attempt(this.last);
  }

  protected async attempt(work: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.last = work;
    this.busy = true;
    this.problems = [];
    this.changed();
    try {
      await work();
      this.trouble = undefined;
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      this.trouble = undefined;
      this.meet(error);
    } finally {
      this.busy = false;
      this.changed();
    }
  }

  protected report(problems: readonly Problem[]): void {
    this.problems = problems;
    this.trouble = undefined;
    this.changed();
  }

  protected meet(trouble: Trouble): void {
    this.trouble = trouble;
  }
}
