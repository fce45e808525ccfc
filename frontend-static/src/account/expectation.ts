import { ExpectedDocument, type ExpectedQuery } from "../api/generated/operations";
import type { SignedInService } from "../api/signed-in-service";
import { Trouble } from "../api/trouble";
import { Changing } from "../journey/changing";

export type Expected = NonNullable<NonNullable<ExpectedQuery["meter"]>["expected"]>;
export type ExpectedRegister = Expected["registers"][number];

/** What a reading of a date would be compared with. Only the answer for the date asked for last is shown. */
export class Expectation extends Changing {
  expected: Expected | undefined;
  private asked: string | undefined;

  constructor(
    private readonly service: Pick<SignedInService, "ask">,
    private readonly meterId: string,
  ) {
    super();
  }

  async of(readDate: string): Promise<void> {
    if (readDate === this.asked) return;
    this.asked = readDate;
    this.expected = undefined;
    this.changed();
    if (!/^\d{4}-\d\d-\d\d$/.test(readDate)) return;
    const expected = await this.answer(readDate);
    if (this.asked !== readDate) return;
    this.expected = expected;
    this.changed();
  }

  /** The date that was asked for last. */
  get date(): string {
    return this.asked ?? "";
  }

  register(registerId: string): ExpectedRegister | undefined {
    return this.expected?.registers.find(({ register }) => register.id === registerId);
  }

  private async answer(readDate: string): Promise<Expected | undefined> {
    try {
      const { meter } = await this.service.ask(ExpectedDocument, { id: this.meterId, readDate });
      return meter?.expected ?? undefined;
    } catch (error) {
      // A help for the person; the reading can be sent without it, and is judged in any case.
      if (!(error instanceof Trouble)) throw error;
      return undefined;
    }
  }
}

/** How a value as typed lies to the range; undefined while it is too short to say, or the dial may have turned over. */
export function placeInRange(
  typed: string,
  { lowValue, highValue }: Pick<ExpectedRegister, "lowValue" | "highValue">,
): "below" | "within" | "above" | undefined {
  const digits = /^\d+/.exec(typed.trim())?.[0] ?? "";
  const [low, high, value] = [lowValue, highValue, digits].map(Number) as [number, number, number];
  if (digits.length < highValue.length || low > high) return undefined;
  if (value < low) return "below";
  return value > high ? "above" : "within";
}
