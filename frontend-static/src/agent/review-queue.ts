import {
  DecideReviewDocument,
  type QueuedReadingFragment,
  ReadingPhotoDocument,
  type ReadingPhotoQuery,
  ReadingSinceDocument,
  type ReviewDecision,
  type ReviewQueueChangedSubscription,
  ReviewQueueDocument,
} from "../api/generated/operations";
import type { SignedInService } from "../api/signed-in-service";
import { Trouble } from "../api/trouble";
import { Asking } from "../journey/asking";
import { signedInWords } from "../text/signed-in/words";

export type QueuedReading = QueuedReadingFragment;
export type QueueChange = ReviewQueueChangedSubscription["reviewQueueChanged"];
type PhotoHolder = NonNullable<ReadingPhotoQuery["meter"]>["changes"]["changes"][number]["reading"];

/** What became of a reading that has left the queue while it was looked at. */
export interface Outcome {
  readonly mine: boolean;
  readonly status: QueuedReading["status"] | undefined;
  readonly by: string | null | undefined;
  readonly reason: string | null | undefined;
}

/** The readings that wait for a decision, kept as they are by what is heard live. */
export class ReviewQueue extends Asking {
  /** Undefined until the first page is there; the longest wait first. */
  items: readonly QueuedReading[] | undefined;
  length = 0;
  hasMore = false;
  open: QueuedReading | undefined;
  /** Of the reading that is open. */
  outcome: Outcome | undefined;
  decision: ReviewDecision | undefined;
  reason = "";
  refusal: string | undefined;
  photo: PhotoHolder["photo"] | undefined;
  private end: string | null = null;
  private readonly removed = new Set<string>();
  private loading: Promise<void> | undefined;
  private loadAgain = false;
  private acting: Promise<void> | undefined;

  constructor(private readonly service: Pick<SignedInService, "ask">) {
    super();
  }

  /** The queue as it is now: at the start, and after a break in what is heard live. */
  async load(): Promise<void> {
    this.loadAgain = true;
    this.loading ??= this.loadWhileStale().finally(() => {
      this.loading = undefined;
    });
    await this.loading;
  }

  async more(): Promise<void> {
    await this.act(async () => {
      const page = await this.page(this.end);
      this.items = [...(this.items ?? []), ...page.filter(({ id }) => !this.has(id) && !this.removed.has(id))];
    });
  }

  hear({ added, removedId, length }: QueueChange): void {
    this.length = length;
    if (removedId) this.remove(removedId);
    if (added) this.add(added);
    this.changed();
    // Something was missed, for instance between the first page and the first change.
    if (this.items && !this.hasMore && this.items.length !== length) void this.load();
  }

  choose(reading: QueuedReading): void {
    if (reading.id === this.open?.id) return;
    this.open = reading;
    this.outcome = undefined;
    this.decision = undefined;
    this.reason = "";
    this.refusal = undefined;
    this.photo = undefined;
    this.report([]);
  }

  /** The reading after the open one, or before it; the first where none is open. */
  step(by: 1 | -1): void {
    const items = this.items ?? [];
    const at = items.findIndex(({ id }) => id === this.open?.id);
    const next = items[at < 0 ? Math.max(this.lastPlace, 0) : at + by] ?? (at < 0 ? items[0] : undefined);
    if (next) this.choose(next);
  }

  decide(decision: ReviewDecision): void {
    if (!this.open || this.outcome) return;
    this.decision = decision;
    this.report([]);
  }

  setReason(reason: string): void {
    this.reason = reason;
    this.changed();
  }

  async send(): Promise<void> {
    const { open, decision, reason } = this;
    if (!open || !decision || this.outcome) return;
    if (!reason.trim()) return this.report([{ field: "reason", message: signedInWords.review.reasonMissing }]);
    await this.act(async () => {
      this.refusal = undefined;
      const input = { readingId: open.id, decision, reason: reason.trim() };
      const { decideReview: answer } = await this.service.ask(DecideReviewDocument, { input });
      if (answer.__typename === "ReadingChangeRefused") {
        this.refusal = answer.message;
        return;
      }
      const { status, decidedBy, decisionReason } = answer.reading;
      if (this.open?.id === open.id) this.outcome = { mine: true, status, by: decidedBy, reason: decisionReason };
      this.remove(open.id);
    });
  }

  /** A link to a photo is short-lived, and each look at one is written down: it is asked for only when wished. */
  async showPhoto(): Promise<void> {
    const { open } = this;
    if (!open) return;
    await this.act(async () => {
      const variables = { meterId: open.meter.id, sequence: open.sequence - 1 };
      const { meter } = await this.service.ask(ReadingPhotoDocument, variables);
      if (this.open?.id === open.id) this.photo = meter?.changes.changes[0]?.reading.photo ?? null;
    });
  }

  private lastPlace = 0;

  private has(id: string): boolean {
    return this.items?.some((one) => one.id === id) ?? false;
  }

  private add(reading: QueuedReading): void {
    this.removed.delete(reading.id);
    if (this.has(reading.id)) {
      this.items = this.items?.map((one) => (one.id === reading.id ? reading : one));
    } else if (!this.hasMore) {
      this.items = [...(this.items ?? []), reading];
    }
    if (this.open?.id === reading.id) this.open = reading;
  }

  private remove(id: string): void {
    this.removed.add(id);
    const place = this.items?.findIndex((one) => one.id === id) ?? -1;
    if (place >= 0) this.items = this.items?.filter((one) => one.id !== id);
    if (this.open?.id !== id) return;
    if (place >= 0) this.lastPlace = place;
    if (this.outcome) return;
    // Said at once; by whom and why follows.
    this.outcome = { mine: false, status: undefined, by: undefined, reason: undefined };
    void this.learnOutcome(this.open);
  }

  private async learnOutcome({ id, meter, sequence }: QueuedReading): Promise<void> {
    const page = await this.service
      .ask(ReadingSinceDocument, { meterId: meter.id, after: sequence })
      .catch(onlyTrouble);
    const reading = page?.meter?.changes.changes.filter((change) => change.reading.id === id).at(-1)?.reading;
    if (!reading || this.open?.id !== id || this.outcome?.mine) return;
    this.outcome = { mine: false, status: reading.status, by: reading.decidedBy, reason: reading.decisionReason };
    this.changed();
  }

  /** What the agent asks for waits until the queue is loaded, which happens behind their back; it is not dropped. */
  private async act(work: () => Promise<void>): Promise<void> {
    await this.loading;
    this.acting = this.attempt(work);
    await this.acting;
  }

  private async loadWhileStale(): Promise<void> {
    await this.acting;
    await this.attempt(async () => {
      while (this.loadAgain) {
        this.loadAgain = false;
        this.removed.clear();
        const page = await this.page(null);
        const waiting = page.filter(({ id }) => !this.removed.has(id));
        const open = this.open;
        this.items = waiting;
        if (!this.hasMore) this.length = waiting.length;
        if (open && !this.outcome && !this.hasMore && !this.has(open.id)) this.remove(open.id);
      }
    });
  }

  private async page(after: string | null): Promise<QueuedReading[]> {
    const { reviewQueue } = await this.service.ask(ReviewQueueDocument, { after });
    this.hasMore = reviewQueue.pageInfo.hasNextPage;
    this.end = reviewQueue.pageInfo.endCursor;
    return reviewQueue.edges.map(({ node }) => node);
  }
}

function onlyTrouble(error: unknown): undefined {
  if (!(error instanceof Trouble)) throw error;
  return undefined;
}
