import { SubmitKnownReadingDocument, type SubmitKnownReadingMutation } from "../api/generated/operations";
import type { MeterChange, Receipt } from "../api/guest-service";
import type { AccountMeter, JudgedFinding, KnownReading, SignedInService } from "../api/signed-in-service";
import type { Trouble } from "../api/trouble";
import { Asking } from "../journey/asking";
import { fieldAt, problemsOf } from "../journey/finding-field";
import type { MeterReading } from "../journey/meter-reading";
import { SentReadings } from "../journey/sent-readings";
import { apply, type Fix, fixesOf, type Suggestion, valuesFor } from "../journey/suggestion";
import { signedInWords } from "../text/signed-in/words";
import { Expectation } from "./expectation";
import { Photo } from "./photo";

type Outcome = SubmitKnownReadingMutation["submitReading"];

export interface Received {
  readonly receipt: Receipt;
  readonly reading: KnownReading;
  readonly findings: readonly JudgedFinding[];
}

export interface SubmissionTools {
  readonly service: Pick<SignedInService, "ask">;
  readonly send: typeof fetch;
  readonly newReading: (meter: AccountMeter) => MeterReading;
}

/** A reading of one meter by somebody who is signed in: the customer, or an agent for them. */
export class KnownSubmission extends Asking {
  step: "enter" | "confirm" | "receipt" = "enter";
  reading: MeterReading;
  findings: readonly JudgedFinding[] = [];
  received: Received | undefined;
  /** An agent's: why a rule is overridden. */
  reason = "";
  readonly expectation: Expectation;
  readonly photo: Photo;
  readonly sent = new SentReadings();
  private confirmationToken: string | undefined;

  constructor(
    readonly meter: AccountMeter,
    private readonly tools: SubmissionTools,
  ) {
    super();
    this.reading = tools.newReading(meter);
    this.expectation = new Expectation(tools.service, meter.id);
    this.photo = new Photo(tools.service, tools.send, meter.id);
    this.expectation.watch(() => this.changed());
    this.photo.watch(() => this.changed());
    void this.expectation.of(this.reading.readDate);
  }

  setReadDate(date: string): void {
    this.reading.readDate = date;
    void this.expectation.of(date);
    this.changed();
  }

  setValue(registerId: string, value: string): void {
    this.reading.setValue(registerId, value);
    this.changed();
  }

  setReason(reason: string): void {
    this.reason = reason;
    this.changed();
  }

  async send(): Promise<void> {
    this.findings = [];
    const problems = this.reading.problems();
    if (problems.length > 0) return this.report(problems);
    await this.submit();
  }

  async confirm(): Promise<void> {
    await this.submit(this.confirmationToken);
  }

  /** `others` are the other meters of the account; only some people may enter that a meter was exchanged. */
  fixesFor(suggestion: Suggestion, others: readonly AccountMeter[], mayExchange: boolean): Fix[] {
    return fixesOf(suggestion, this.meter, others).filter(({ is }) => mayExchange || is !== "new-meter");
  }

  async follow(fix: Fix): Promise<void> {
    if (this.busy || fix.is === "move" || fix.is === "new-meter") return;
    apply(fix, this.reading);
    await this.send();
  }

  /** Sends what was typed for another meter: it was this one. */
  async sendInstead(typed: MeterReading): Promise<void> {
    for (const [register, value] of Object.entries(valuesFor(this.meter, typed)))
      this.reading.setValue(register, value);
    this.setReadDate(typed.readDate);
    await this.send();
  }

  /** The receipt shows what has become of the reading by now. */
  hear(changes: readonly MeterChange[]): void {
    const { received } = this;
    const status = changes.filter(({ reading }) => reading.id === received?.reading.id).at(-1)?.reading.status;
    if (!received || !status || status === received.receipt.status) return;
    this.received = { ...received, receipt: { ...received.receipt, status } };
    this.changed();
  }

  change(): void {
    if (this.busy) return;
    this.step = "enter";
    this.findings = [];
    this.report([]);
  }

  private async submit(confirmationToken?: string): Promise<void> {
    await this.attempt(async () => {
      const input = {
        ...this.reading.input(confirmationToken),
        ...(this.photo.id ? { photoId: this.photo.id } : {}),
        ...(this.reason.trim() ? { reason: this.reason.trim() } : {}),
      };
      this.sent.sending(input);
      const { submitReading: outcome } = await this.tools.service.ask(SubmitKnownReadingDocument, { input });
      this.sent.answered(input, "receipt" in outcome ? outcome.receipt : undefined);
      this.findings = outcome.findings;
      this.take(outcome);
    });
  }

  private take(outcome: Outcome): void {
    switch (outcome.__typename) {
      case "ConfirmationNeeded":
        this.confirmationToken = outcome.confirmationToken;
        this.step = "confirm";
        return;
      case "ReadingRejected":
        this.problems = problemsOf(outcome.findings, this.meter);
        this.step = "enter";
        return;
      case "ReadingAccepted":
      case "ReadingUnderReview":
        this.received = outcome;
        this.step = "receipt";
    }
  }

  protected override meet(trouble: Trouble): void {
    if (trouble.kind !== "bad-input") {
      super.meet(trouble);
      return;
    }
    const field = trouble.field?.endsWith("reason") ? "reason" : fieldAt(trouble.field, this.meter);
    this.problems = [{ field, message: trouble.message || signedInWords.send.unusable }];
    this.step = "enter";
  }
}
