import { AuditTrailDocument, type AuditTrailQuery } from "../api/generated/operations";
import type { SignedInService } from "../api/signed-in-service";
import { Asking } from "../journey/asking";

export type AuditEntry = AuditTrailQuery["auditTrail"]["edges"][number];

/** Who looked at what and decided what, newest first; of one account where one is asked for. */
export class AuditTrail extends Asking {
  account = "";
  entries: readonly AuditEntry[] | undefined;
  hasMore = false;
  private shownFor: string | null = null;
  private end: string | null = null;

  constructor(private readonly service: Pick<SignedInService, "ask">) {
    super();
  }

  type(account: string): void {
    this.account = account;
    this.changed();
  }

  async load(): Promise<void> {
    await this.attempt(async () => {
      this.shownFor = this.account.replaceAll(/\s/g, "") || null;
      await this.add([], null);
    });
  }

  async more(): Promise<void> {
    await this.attempt(() => this.add(this.entries ?? [], this.end));
  }

  private async add(before: readonly AuditEntry[], after: string | null): Promise<void> {
    const { auditTrail } = await this.service.ask(AuditTrailDocument, { account: this.shownFor, after });
    this.entries = [...before, ...auditTrail.edges];
    this.hasMore = auditTrail.pageInfo.hasNextPage;
    this.end = auditTrail.pageInfo.endCursor;
  }
}
