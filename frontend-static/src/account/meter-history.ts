import { MeterReadingsDocument, WithdrawReadingDocument } from "../api/generated/operations";
import type { KnownReading, SignedInService } from "../api/signed-in-service";
import { Trouble } from "../api/trouble";
import { Asking } from "../journey/asking";

interface Page {
  readonly readings: readonly KnownReading[];
  /** Where to go on from; null where there are no more. */
  readonly next: string | null;
}

/** The readings of one meter, newest first, page by page. */
export class MeterHistory extends Asking {
  /** Undefined until the first page is there. */
  readings: readonly KnownReading[] | undefined;
  hasMore = false;
  /** Why the reading that was to be withdrawn stays, in the service's words. */
  refusal: string | undefined;
  private end: string | null = null;
  private refreshing: Promise<void> | undefined;
  private stale = false;

  constructor(
    private readonly service: Pick<SignedInService, "ask">,
    private readonly meterId: string,
  ) {
    super();
  }

  async load(): Promise<void> {
    await this.attempt(async () => {
      this.readings = [];
      await this.add(null);
    });
  }

  async more(): Promise<void> {
    await this.attempt(() => this.add(this.end));
  }

  /** What is shown, asked for again; changes that come in meanwhile lead to one more time. */
  async refresh(): Promise<void> {
    this.stale = true;
    this.refreshing ??= this.catchUp().finally(() => {
      this.refreshing = undefined;
    });
    await this.refreshing;
  }

  async withdraw(reading: KnownReading): Promise<void> {
    await this.attempt(async () => {
      this.refusal = undefined;
      const { withdrawReading } = await this.service.ask(WithdrawReadingDocument, { readingId: reading.id });
      if (withdrawReading.__typename === "ReadingChangeRefused") {
        this.refusal = withdrawReading.message;
        return;
      }
      const { reading: changed } = withdrawReading;
      this.readings = this.readings?.map((one) => (one.id === changed.id ? changed : one));
    });
  }

  /** Every reading that there is, whether it is shown or not. */
  async all(): Promise<readonly KnownReading[]> {
    return (await this.newest(Number.POSITIVE_INFINITY)).readings;
  }

  private async catchUp(): Promise<void> {
    while (this.stale) {
      this.stale = false;
      const fresh = await this.newest(this.readings?.length ?? 0).catch(onlyTrouble);
      // Pages that fail now come with the next change, or by hand.
      if (!fresh) return;
      this.readings = fresh.readings;
      this.take(fresh.next);
      this.changed();
    }
  }

  /** As many pages as it takes to have so many readings. */
  private async newest(count: number): Promise<Page> {
    const readings: KnownReading[] = [];
    let next: string | null = null;
    do {
      const page: Page = await this.page(next);
      readings.push(...page.readings);
      next = page.next;
    } while (next !== null && readings.length < count);
    return { readings, next };
  }

  private async add(after: string | null): Promise<void> {
    const page = await this.page(after);
    const known = new Set(this.readings?.map(({ id }) => id));
    this.readings = [...(this.readings ?? []), ...page.readings.filter(({ id }) => !known.has(id))];
    this.take(page.next);
  }

  private take(next: string | null): void {
    this.end = next;
    this.hasMore = next !== null;
  }

  private async page(after: string | null): Promise<Page> {
    const { meter } = await this.service.ask(MeterReadingsDocument, { id: this.meterId, after });
    const { edges, pageInfo } = meter?.readings ?? { edges: [], pageInfo: { hasNextPage: false, endCursor: null } };
    return { readings: edges.map(({ node }) => node), next: pageInfo.hasNextPage ? pageInfo.endCursor : null };
  }
}

function onlyTrouble(error: unknown): undefined {
  if (!(error instanceof Trouble)) throw error;
  return undefined;
}
