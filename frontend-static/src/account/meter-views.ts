import type { AccountMeter, SignedInService } from "../api/signed-in-service";
import type { LiveMeters } from "../live/live-meters";
import { KnownSubmission, type SubmissionTools } from "./known-submission";
import { MeterHistory } from "./meter-history";
import { ReadingsExport, type SaveFile } from "./readings-export";
import { UseByMonth } from "./use-by-month";

export interface MeterView {
  readonly meter: AccountMeter;
  readonly history: MeterHistory;
  readonly use: UseByMonth;
  readonly toFile: ReadingsExport;
}

export interface MeterViewTools extends SubmissionTools {
  readonly service: Pick<SignedInService, "ask">;
  readonly live: LiveMeters;
  readonly today: () => string;
  readonly saveFile: SaveFile;
}

/** What is known of the meters that were looked at, and the readings that are being sent for them. */
export class MeterViews {
  private readonly views = new Map<string, MeterView>();
  private readonly submissions = new Map<string, KnownSubmission>();
  private readonly seen = new Map<string, number>();

  constructor(private readonly tools: MeterViewTools) {
    tools.live.watch(() => this.catchUp());
  }

  of(meter: AccountMeter): MeterView {
    const known = this.views.get(meter.id);
    if (known) return known;
    const { service, today, saveFile, live } = this.tools;
    const history = new MeterHistory(service, meter.id);
    const use = new UseByMonth(service, meter.id, today);
    const view = { meter, history, use, toFile: new ReadingsExport(history, meter, saveFile) };
    this.views.set(meter.id, view);
    void history.load();
    void use.load();
    // The session gives the token, whichever that is when the connection is made.
    live.follow(meter, "session");
    return view;
  }

  submission(meter: AccountMeter): KnownSubmission {
    const submission = this.submissions.get(meter.id) ?? new KnownSubmission(meter, this.tools);
    this.submissions.set(meter.id, submission);
    return submission;
  }

  /** What was typed for one meter is of another, and is sent for that one. */
  moveSubmission(from: AccountMeter, to: AccountMeter): void {
    const { reading } = this.submission(from);
    this.submissions.delete(from.id);
    void this.submission(to).sendInstead(reading);
  }

  /** Forgets a reading that was received, so that the next one begins empty; the list has it, live or not. */
  anotherSubmission(meter: AccountMeter): void {
    this.submissions.delete(meter.id);
    void this.of(meter).history.refresh();
  }

  private catchUp(): void {
    for (const [id, view] of this.views) {
      const count = this.tools.live.feedOf({ id })?.changes.length ?? 0;
      if (count === (this.seen.get(id) ?? 0)) continue;
      this.seen.set(id, count);
      void view.history.refresh();
      void view.use.load();
      this.submissions.get(id)?.hear(this.tools.live.feedOf({ id })?.changes ?? []);
    }
  }
}
