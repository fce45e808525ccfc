import { MonthlyUseDocument, type MonthlyUseQuery } from "../api/generated/operations";
import type { SignedInService } from "../api/signed-in-service";
import { Asking } from "../journey/asking";

export type MonthOfUse = NonNullable<NonNullable<MonthlyUseQuery["meter"]>["monthlyUse"]>[number];

const monthsBack = 23;

/** The use of one meter over this year and the one before it, month by month. */
export class UseByMonth extends Asking {
  months: readonly MonthOfUse[] | undefined;
  view: "months" | "years" = "months";

  constructor(
    private readonly service: Pick<SignedInService, "ask">,
    private readonly meterId: string,
    private readonly today: () => string,
  ) {
    super();
  }

  async load(): Promise<void> {
    await this.attempt(async () => {
      const to = this.today();
      const { meter } = await this.service.ask(MonthlyUseDocument, { id: this.meterId, from: monthBefore(to), to });
      this.months = meter?.monthlyUse ?? [];
    });
  }

  show(view: "months" | "years"): void {
    this.view = view;
    this.changed();
  }
}

function monthBefore(date: string): string {
  const [year = 0, month = 1] = date.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1 - monthsBack, 1)).toISOString().slice(0, 10);
}

export interface YearOnYear {
  /** 1 to 12. */
  readonly month: number;
  readonly earlier: MonthOfUse | undefined;
  readonly later: MonthOfUse | undefined;
}

/** The last twelve months, each beside the same month a year earlier. */
export function yearOnYear(months: readonly MonthOfUse[]): YearOnYear[] {
  const byMonth = new Map(months.map((one) => [one.month.slice(0, 7), one]));
  return months.slice(-12).map((later) => {
    const year = Number(later.month.slice(0, 4)) - 1;
    const month = later.month.slice(5, 7);
    return { month: Number(month), earlier: byMonth.get(`${year}-${month}`), later };
  });
}
