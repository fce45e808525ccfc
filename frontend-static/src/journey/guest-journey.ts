import type { Finding, GuestService, Meter, ReadingOutcome, Receipt } from "../api/guest-service";
import type { Trouble } from "../api/trouble";
import { badFieldInWords } from "../text/server-in-words";
import { words } from "../text/words";
import { Asking } from "./asking";
import { fieldAt, problemsOf } from "./finding-field";
import { Identification, type IdentificationChange } from "./identification";
import type { MeterReading } from "./meter-reading";
import type { Problem } from "./problem";
import type { ReadingDrafts } from "./reading-drafts";
import { SentReadings } from "./sent-readings";
import { apply, type Suggestion } from "./suggestion";

export type Step = "identify" | "enter" | "confirm" | "receipt";

export interface Stored {
  readonly receipt: Receipt;
  readonly meter: Meter;
  readonly findings: readonly Finding[];
}

/** The way of a guest's reading through the page: identify, enter, confirm where asked, receipt. */
export class GuestJourney extends Asking {
  step: Step = "identify";
  readonly identification = new Identification();
  /** Why the details were not matched, in the service's words. */
  refusal: { readonly message: string; readonly retryAt: string | null } | undefined;
  meters: readonly Meter[] = [];
  reading: MeterReading | undefined;
  /** Why the reading was not stored, or what is to be confirmed about it. */
  findings: readonly Finding[] = [];
  stored: Stored | undefined;
  /** From an expired token until the reading that was kept is answered. */
  kept = false;
  /** Empty before the guest is identified. */
  token = "";
  readonly sent = new SentReadings();
  private confirmationToken: string | undefined;

  constructor(
    private readonly service: Pick<GuestService, "startJourney" | "submitReading">,
    private readonly drafts: ReadingDrafts,
  ) {
    super();
  }

  get openMeters(): readonly Meter[] {
    return this.meters.filter((meter) => !meter.removedOn);
  }

  identifyWith(change: IdentificationChange): void {
    Object.assign(this.identification, change);
    if (change.by) this.report([]);
    this.changed();
  }

  async identify(): Promise<void> {
    this.refusal = undefined;
    const problems = this.identification.problems();
    if (problems.length > 0) return this.report(problems);
    await this.attempt(async () => {
      const start = await this.service.startJourney(this.identification.input());
      if (start.__typename === "GuestJourneyRefused") {
        this.refusal = start;
        return;
      }
      this.token = start.token;
      this.meters = start.meters;
      this.takeUpKeptReading();
      this.step = "enter";
    });
  }

  chooseMeter(meter: Meter): void {
    this.takeUp(meter);
    this.goTo("enter");
  }

  setReadDate(date: string): void {
    if (this.reading) this.reading.readDate = date;
    this.changed();
  }

  setValue(registerId: string, value: string): void {
    this.reading?.setValue(registerId, value);
    this.changed();
  }

  async send(): Promise<void> {
    this.findings = [];
    if (!this.reading) return this.report([{ field: "meter", message: words.enter.whichMissing }]);
    const problems = this.reading.problems();
    if (problems.length > 0) return this.report(problems);
    await this.submit(this.reading);
  }

  async confirm(): Promise<void> {
    if (this.reading) await this.submit(this.reading, this.confirmationToken);
  }

  /** Does what a suggestion says, and sends the reading again for the service to judge. */
  async follow(suggestion: Suggestion): Promise<void> {
    if (!this.reading || this.busy) return;
    apply(suggestion, this.reading);
    await this.send();
  }

  /** Back to the form, with what was typed still in it. */
  change(): void {
    if (!this.reading) this.takeUp(this.onlyMeter());
    this.goTo(this.meters.length > 0 ? "enter" : "identify");
  }

  /** The next reading, of the given meter or of one still to be chosen. */
  another(meter?: Meter): void {
    this.takeUp(meter ?? this.onlyMeter());
    this.goTo("enter");
  }

  identifyAgain(): void {
    this.goTo("identify");
  }

  private goTo(step: Step): void {
    if (this.busy) return;
    this.step = step;
    this.refusal = undefined;
    this.findings = [];
    this.report([]);
  }

  private async submit(reading: MeterReading, confirmationToken?: string): Promise<void> {
    await this.attempt(async () => {
      const input = reading.input(confirmationToken);
      this.sent.sending(input);
      const outcome = await this.service.submitReading(input, this.token);
      this.sent.answered(input, "receipt" in outcome ? outcome.receipt : undefined);
      this.kept = false;
      this.findings = outcome.findings;
      this.take(outcome, reading);
    });
  }

  private take(outcome: ReadingOutcome, reading: MeterReading): void {
    switch (outcome.__typename) {
      case "ConfirmationNeeded":
        this.confirmationToken = outcome.confirmationToken;
        this.step = "confirm";
        return;
      case "ReadingRejected":
        this.problems = problemsOf(outcome.findings, reading.meter);
        this.step = "enter";
        return;
      case "ReadingAccepted":
      case "ReadingUnderReview":
        this.stored = { ...outcome, meter: reading.meter };
        this.drafts.discard(reading.meter);
        this.reading = undefined;
        this.step = "receipt";
    }
  }

  protected override meet(trouble: Trouble): void {
    if (trouble.kind === "bad-input") {
      this.problems = [this.problemOf(trouble)];
      if (this.step === "confirm") this.step = "enter";
      return;
    }
    super.meet(trouble);
    if (trouble.kind === "expired" && this.step !== "identify") {
      this.step = "identify";
      this.kept = true;
    }
  }

  private problemOf({ field: path, message }: Trouble): Problem {
    const field =
      this.step !== "identify" && this.reading ? fieldAt(path, this.reading.meter) : this.identification.fieldAt(path);
    return { field, message: badFieldInWords(message) };
  }

  private takeUpKeptReading(): void {
    const meter = this.openMeters.find(({ id }) => id === this.reading?.meter.id);
    this.kept &&= meter !== undefined;
    this.takeUp(meter ?? this.onlyMeter());
  }

  private takeUp(meter: Meter | undefined): void {
    this.reading = meter && this.drafts.of(meter);
  }

  private onlyMeter(): Meter | undefined {
    return this.openMeters.length === 1 ? this.openMeters[0] : undefined;
  }
}
