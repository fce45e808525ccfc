import type { StartGuestJourneyInput, SubmitReadingInput } from "../api/generated/operations";
import type { Finding, GuestService, Meter, ReadingOutcome, Receipt } from "../api/guest-service";
import type { Trouble } from "../api/trouble";
import type { Entry, KeptValue } from "../outbox/entry";
import type { ProvenJourney } from "../outbox/kept-journey";
import { metersFor, placed } from "../outbox/match-meter";
import { badFieldInWords } from "../text/server-in-words";
import { words } from "../text/words";
import { Asking } from "./asking";
import { fieldAt, problemsOf } from "./finding-field";
import { Identification, type IdentificationChange } from "./identification";
import type { MeterReading, TypedReading } from "./meter-reading";
import type { Problem } from "./problem";
import type { ReadingDrafts } from "./reading-drafts";
import { SentReadings } from "./sent-readings";
import { apply, type Fix, fixesOf, type Suggestion } from "./suggestion";
import { isUnproven, unprovenMeters } from "./unproven-meters";

export type Step = "identify" | "enter" | "confirm" | "waiting" | "receipt";

export interface Stored {
  readonly receipt: Receipt;
  readonly meter: Meter;
  readonly findings: readonly Finding[];
}

/** A reading typed before anyone could be asked whose meter it is. */
export interface UnprovenReading {
  readonly proof: StartGuestJourneyInput;
  readonly meter: Meter;
  readonly typed: Required<TypedReading>;
  readonly inPlaceOf: readonly string[];
}

/** What a journey needs: the service, and this device's memory for what must outlive the page. */
export interface JourneyNeeds {
  startJourney: GuestService["startJourney"];
  submitReading(
    input: SubmitReadingInput,
    token: string,
    meter: Meter,
    meters: readonly Meter[],
  ): Promise<ReadingOutcome>;
  keepUnproven(reading: UnprovenReading): Promise<void>;
  keepJourney(journey: ProvenJourney): Promise<void>;
  forget(key: string): Promise<void>;
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
  /** The reading that waits on this device for a network, at the step that says so. */
  waitingFor: string | undefined;
  readonly sent = new SentReadings();
  private expiresAt = "";
  private confirmationToken: string | undefined;
  /** Typed for a meter that was not known then; it goes to the next meter chosen that shows the same. */
  private unplaced: Pick<Entry, "key" | "fuel" | "readDate" | "values"> | undefined;

  constructor(
    private readonly needs: JourneyNeeds,
    private readonly drafts: ReadingDrafts,
  ) {
    super();
  }

  get openMeters(): readonly Meter[] {
    return this.meters.filter((meter) => !meter.removedOn);
  }

  /** Whether meters are told apart by their kind alone, since nobody could be asked whose they are. */
  get unproven(): boolean {
    return this.meters === unprovenMeters;
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
      const start = await this.needs.startJourney(this.identification.input());
      if (start.__typename === "GuestJourneyRefused") {
        this.refusal = start;
        return;
      }
      const { token, expiresAt, meters } = start;
      this.prove({ token, expiresAt, meters });
      await this.needs.keepJourney({ token, expiresAt, meters });
      this.takeUpKeptReading();
      this.step = "enter";
    });
  }

  /** Goes on as a guest who was identified before, on this device. */
  goOn(proven: ProvenJourney): void {
    this.prove(proven);
    this.takeUpKeptReading();
    this.goTo("enter");
  }

  /** Takes the reading now; whose meter it is will be asked when there is a network. */
  enterUnproven(): void {
    const problems = this.identification.problems();
    if (problems.length > 0) {
      this.report(problems);
      return;
    }
    this.prove({ token: "", expiresAt: "", meters: unprovenMeters });
    this.reading = undefined;
    this.goTo("enter");
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
    if (isUnproven(this.reading.meter)) await this.keepForLater(this.reading);
    else await this.submit(this.reading);
  }

  async confirm(): Promise<void> {
    if (this.reading) await this.submit(this.reading, this.confirmationToken);
  }

  fixesFor(suggestion: Suggestion): Fix[] {
    return this.reading ? fixesOf(suggestion, this.reading.meter, this.openMeters) : [];
  }

  /** Puts a slip right, and sends the reading again for the service to judge. */
  async follow(fix: Fix): Promise<void> {
    if (!this.reading || this.busy) return;
    if (fix.is === "new-meter") this.askForNewMeter(this.reading);
    else if (fix.is === "move") await this.sendFor(fix.meter, this.reading);
    else {
      apply(fix, this.reading);
      await this.send();
    }
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

  /** Takes a reading of this device in hand where it needs its person. */
  takeInHand(entry: Entry): void {
    if (entry.state.is !== "needs-you" || this.busy) return;
    const { why, outcome, message = "", field } = entry.state;
    if (entry.token && entry.meters) this.prove({ token: entry.token, expiresAt: "", meters: entry.meters });
    if (entry.meter) this.reading = this.drafts.restore(entry.meter, typedIn(entry));
    else this.unplaced = entry;
    switch (why) {
      case "confirm":
        this.goTo("confirm");
        this.confirmationToken = entry.confirmationToken;
        this.findings = outcome?.findings ?? [];
        break;
      case "rejected":
        this.goTo("enter");
        this.findings = outcome?.findings ?? [];
        if (entry.meter) this.report(problemsOf(this.findings, entry.meter));
        break;
      case "choose-meter":
        this.reading = undefined;
        this.goTo("enter");
        break;
      case "expired":
        this.kept = true;
        if (entry.proof) this.identification.restore(entry.proof);
        this.goTo("identify");
        break;
      case "refused":
        if (entry.proof) this.identification.restore(entry.proof);
        this.goTo("identify");
        this.refusal = { message, retryAt: null };
        break;
      case "unusable":
        // Without a field it is the service's own fault, and trying again is what is left.
        this.goTo(entry.meter ? "enter" : "identify");
        if (field) this.report([this.problemAt(field, message)]);
    }
    this.changed();
  }

  /** What became of a reading while the outbox had it: it may be the one that this page shows. */
  hear(entry: Entry): void {
    if (this.busy) return;
    const shown = this.step === "waiting" ? this.waitingFor : this.reading?.key;
    if (entry.key !== shown) return;
    // Who was told that it is sent again by itself waits for its answer, whichever that is.
    const awaited = this.step === "waiting" || (this.step !== "identify" && this.trouble !== undefined);
    if (entry.state.is === "needs-you" && awaited) this.takeInHand(entry);
    if (entry.state.is !== "received" || !entry.meter) return;
    if (entry.token && entry.meters) this.prove({ token: entry.token, expiresAt: "", meters: entry.meters });
    this.trouble = undefined;
    this.store(entry.state.outcome, entry.meter);
    void this.needs.forget(entry.key);
    this.changed();
  }

  /** What a page that is opened anew needs to go on where this one was. */
  get snapshot() {
    const { identification, reading, token, expiresAt, meters } = this;
    const typed = reading && { meterId: reading.meter.id, ...reading.typed };
    const step = this.step === "confirm" || this.step === "enter" ? ("enter" as const) : ("identify" as const);
    return { step, identification: { ...identification }, token, expiresAt, unproven: this.unproven, meters, typed };
  }

  restore({ step, identification, token, expiresAt, unproven, meters, typed }: GuestJourney["snapshot"]): void {
    Object.assign(this.identification, identification);
    this.prove({ token, expiresAt, meters: unproven ? unprovenMeters : meters });
    const meter = this.openMeters.find(({ id }) => id === typed?.meterId);
    this.reading = meter && typed ? this.drafts.restore(meter, typed) : undefined;
    this.goTo(this.meters.length > 0 ? step : "identify");
  }

  private prove({ token, expiresAt, meters }: ProvenJourney): void {
    this.token = token;
    this.expiresAt = expiresAt;
    this.meters = meters;
  }

  private goTo(step: Step): void {
    if (this.busy) return;
    this.step = step;
    this.refusal = undefined;
    this.findings = [];
    this.report([]);
  }

  /** The reading as it was typed leaves this device only once the one in its place has been kept there. */
  private async sendFor(meter: Meter, typed: MeterReading): Promise<void> {
    this.reading = this.drafts.move(typed, meter);
    await this.send();
    await this.needs.forget(typed.key);
  }

  /** What was typed goes to the meter that the guest is then matched to. */
  private askForNewMeter({ meter, readDate, key, typed }: MeterReading): void {
    const values = meter.registers.map(({ id, role }) => ({ role, register: id, value: typed.values[id] ?? "" }));
    this.unplaced = { key, fuel: meter.fuel, readDate, values };
    this.identification.by = "supplyPoint";
    this.kept = true;
    this.goTo("identify");
  }

  private async keepForLater(reading: MeterReading): Promise<void> {
    await this.attempt(async () => {
      const { meter, typed } = reading;
      const inPlaceOf = this.unplaced ? [this.unplaced.key] : [];
      await this.needs.keepUnproven({ proof: this.identification.input(), meter, typed, inPlaceOf });
      this.unplaced = undefined;
      this.drafts.discard(meter);
      this.reading = undefined;
      this.waitingFor = typed.key;
      this.step = "waiting";
    });
  }

  private async submit(reading: MeterReading, confirmationToken?: string): Promise<void> {
    await this.attempt(async () => {
      const input = reading.input(confirmationToken);
      this.sent.sending(input);
      const outcome = await this.needs.submitReading(input, this.token, reading.meter, this.meters);
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
        this.store(outcome, reading.meter);
    }
  }

  private store(outcome: Extract<ReadingOutcome, { receipt: Receipt }>, meter: Meter): void {
    this.stored = { ...outcome, meter };
    this.drafts.discard(meter);
    this.reading = undefined;
    this.waitingFor = undefined;
    this.step = "receipt";
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

  private problemOf({ field, message }: Trouble): Problem {
    return this.problemAt(field, message);
  }

  private problemAt(path: string | undefined, message: string): Problem {
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
    this.reading = meter && (this.placedIn(meter) ?? this.drafts.of(meter));
  }

  private placedIn(meter: Meter): MeterReading | undefined {
    const { unplaced } = this;
    if (!unplaced || metersFor(unplaced, [meter]).length === 0) return undefined;
    const values = valuesByRegister(placed(unplaced.values, meter));
    this.unplaced = undefined;
    return this.drafts.restore(meter, { readDate: unplaced.readDate, key: unplaced.key, values });
  }

  private onlyMeter(): Meter | undefined {
    if (this.openMeters.length === 1) return this.openMeters[0];
    const candidates = this.unplaced ? metersFor(this.unplaced, this.openMeters) : [];
    return candidates.length === 1 ? candidates[0] : undefined;
  }
}

const typedIn = ({ readDate, values, key }: Entry): TypedReading => ({
  readDate,
  key,
  values: valuesByRegister(values),
});

const valuesByRegister = (values: readonly KeptValue[]) =>
  Object.fromEntries(values.map(({ register, value }) => [register, value]));
