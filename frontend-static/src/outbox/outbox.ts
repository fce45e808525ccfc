import type { SubmitReadingInput } from "../api/generated/operations";
import type { GuestService, Meter, ReadingOutcome } from "../api/guest-service";
import { Trouble } from "../api/trouble";
import { Changing } from "../journey/changing";
import { afterOutcome, afterTrouble } from "./after-answer";
import type { Alone } from "./alone";
import type { EntriesAtHand } from "./entries-at-hand";
import { type Entry, entryOf, inputOf, isDue } from "./entry";
import { metersFor, placed } from "./match-meter";

export interface OutboxNeeds {
  readonly store: EntriesAtHand;
  readonly service: Pick<GuestService, "startJourney" | "submitReading">;
  readonly alone: Alone;
  readonly now: () => Date;
  /** A random number from 0 up to 1. */
  readonly luck: () => number;
  /** Does something after so many milliseconds; returns what prevents it. */
  readonly later: (ms: number, act: () => void) => () => void;
  /** Tells the other pages of this site that something has changed. */
  readonly tellOthers: () => void;
}

/**
 * The readings that are on their way. Each is kept before it is sent, under one idempotency key for as long as it is
 * sent, and leaves only once the service's receipt is here, or by the hand of the person who typed it.
 */
export class Outbox extends Changing {
  entries: readonly Entry[] = [];
  private readonly lastSent = new Map<string, string>();
  private running: Promise<void> | undefined;
  private cancelNext = () => {};

  constructor(private readonly needs: OutboxNeeds) {
    super();
  }

  entry(key: string | undefined): Entry | undefined {
    return this.entries.find((entry) => entry.key === key);
  }

  endsWithPage(key: string): boolean {
    return this.needs.store.endsWithPage(key);
  }

  /** Reads what is kept, and shows it. */
  async refresh(): Promise<void> {
    const entries = await this.needs.store.all();
    this.entries = entries.sort((one, other) => one.keptAt.localeCompare(other.keptAt));
    this.changed();
  }

  /** Keeps a reading and sends it at once. Throws the Trouble it met; the reading then waits here, or for the person. */
  async send(
    input: SubmitReadingInput,
    token: string,
    meter: Meter,
    meters: readonly Meter[],
  ): Promise<ReadingOutcome> {
    const entry = entryOf(input, token, meter, meters, this.needs.now().toISOString());
    await this.keep(entry, this.olderOf(entry, meter));
    this.lastSent.set(meter.id, entry.key);
    const answer = await this.needs.alone(() => this.deliver(entry.key));
    this.planNext();
    if (answer instanceof Trouble) throw answer;
    if (!answer) throw new Trouble("broken");
    // The page shows the receipt itself.
    if ("receipt" in answer) await this.remove(entry.key);
    return answer;
  }

  /** Keeps a reading for later, in the place of others. */
  async keep(entry: Entry, inPlaceOf: readonly string[] = []): Promise<void> {
    await this.needs.store.put(entry, inPlaceOf);
    await this.told();
  }

  /** What is received and seen, or what its person wants to be rid of. */
  async remove(key: string): Promise<void> {
    await this.needs.store.remove(key);
    await this.told();
  }

  /** Sends all that is due, one after the other, and plans the next time. */
  run(): Promise<void> {
    this.running ??= this.sendAllDue().finally(() => {
      this.running = undefined;
      this.planNext();
    });
    return this.running;
  }

  /** There may be a network again: what waits for one need wait no longer. What the service put off stays put off. */
  async retryNow(): Promise<void> {
    for (const { key } of this.entries) {
      await this.needs.store.change(key, (entry) =>
        entry.state.is === "waiting" && entry.state.trouble !== "throttled"
          ? { ...entry, state: { is: "waiting", attempts: entry.state.attempts } }
          : entry,
      );
    }
    await this.run();
  }

  private async sendAllDue(): Promise<void> {
    await this.refresh();
    for (const { key } of this.entries.filter((entry) => isDue(entry, this.needs.now()))) {
      await this.needs.alone(async () => {
        await this.refresh();
        const entry = this.entry(key);
        if (entry && isDue(entry, this.needs.now())) await this.deliver(key);
      });
    }
  }

  private planNext(): void {
    this.cancelNext();
    const times = this.entries.flatMap(({ state }) =>
      state.is === "waiting" ? [state.notBefore ? new Date(state.notBefore).getTime() : 0] : [],
    );
    if (times.length === 0) return;
    const wait = Math.max(Math.min(...times) - this.needs.now().getTime(), 1000);
    this.cancelNext = this.needs.later(wait, () => void this.run());
  }

  /** Only while alone. The answer, or the trouble that was met; undefined where somebody has taken the entry away. */
  private async deliver(key: string): Promise<ReadingOutcome | Trouble | undefined> {
    let attempts = 0;
    const entry = await this.change(key, (kept) => {
      if (kept.state.is === "received") return kept;
      attempts = ("attempts" in kept.state ? kept.state.attempts : 0) + 1;
      return { ...kept, state: { is: "sending", attempts } };
    });
    if (!entry || entry.state.is === "received")
      return entry?.state.is === "received" ? entry.state.outcome : undefined;
    try {
      return await this.judged(entry);
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      await this.change(key, (kept) => afterTrouble(kept, error, attempts, this.needs.now(), this.needs.luck()));
      return error;
    }
  }

  private async judged(entry: Entry): Promise<ReadingOutcome | undefined> {
    const { service } = this.needs;
    let ready: Entry | undefined = entry.token ? entry : await this.identified(entry);
    let outcome: ReadingOutcome;
    if (!ready?.token || !ready.meter) return undefined;
    try {
      outcome = await service.submitReading(inputOf(ready, ready.meter), ready.token);
    } catch (error) {
      const canProve = error instanceof Trouble && error.kind === "expired" && entry.proof && ready === entry;
      if (!canProve) throw error;
      ready = await this.identified(entry);
      if (!ready?.token || !ready.meter) return undefined;
      outcome = await service.submitReading(inputOf(ready, ready.meter), ready.token);
    }
    await this.change(entry.key, (kept) => afterOutcome(kept, outcome));
    return outcome;
  }

  /** With the meter it is for, once the service knows the guest; else it needs its person, and that is kept. */
  private async identified(entry: Entry): Promise<Entry | undefined> {
    if (!entry.proof) throw new Trouble("expired");
    const start = await this.needs.service.startJourney(entry.proof);
    if (start.__typename === "GuestJourneyRefused") {
      if (start.retryAt) throw new Trouble("throttled", start as { message: string; retryAt: string });
      const { message } = start;
      return this.change(entry.key, (kept) => ({ ...kept, state: { is: "needs-you", why: "refused", message } }));
    }
    const { token, meters } = start;
    const [meter, ...others] = entry.meter ? [entry.meter] : metersFor(entry, meters);
    if (!meter || others.length > 0) {
      return this.change(entry.key, (kept) => ({
        ...kept,
        token,
        meters,
        state: { is: "needs-you", why: "choose-meter" },
      }));
    }
    return this.change(entry.key, (kept) => ({ ...kept, token, meters, meter, values: placed(kept.values, meter) }));
  }

  /** Another reading for the same day, or what was sent before it was changed: sent later, it would replace this one. */
  private olderOf({ key, readDate }: Entry, meter: Meter): string[] {
    const last = this.lastSent.get(meter.id);
    return this.entries
      .filter(({ state }) => state.is !== "received")
      .filter((other) => other.key === last || (other.meter?.id === meter.id && other.readDate === readDate))
      .map((other) => other.key)
      .filter((other) => other !== key);
  }

  private async change(key: string, next: (entry: Entry) => Entry): Promise<Entry | undefined> {
    const entry = await this.needs.store.change(key, next);
    await this.told();
    return entry;
  }

  private async told(): Promise<void> {
    await this.refresh();
    this.needs.tellOthers();
  }
}
