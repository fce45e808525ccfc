import { SearchAccountsDocument, type SearchAccountsQuery } from "../api/generated/operations";
import type { SignedInService } from "../api/signed-in-service";
import { Asking } from "../journey/asking";
import { signedInWords } from "../text/signed-in/words";

export type FoundAccount = SearchAccountsQuery["searchAccounts"]["edges"][number]["node"];

/** Accounts by their number, a supply number, a meter's serial number or a postcode. */
export class AccountSearch extends Asking {
  text = "";
  /** Undefined before the first search. */
  found: readonly FoundAccount[] | undefined;
  /** What was searched for, which may differ from what is typed by now. */
  searched = "";
  hasMore = false;
  private end: string | null = null;

  constructor(private readonly service: Pick<SignedInService, "ask">) {
    super();
  }

  type(text: string): void {
    this.text = text;
    this.changed();
  }

  async search(): Promise<void> {
    const text = this.text.trim();
    if (!text) return this.report([{ field: "search", message: signedInWords.search.missing }]);
    await this.attempt(async () => {
      this.found = undefined;
      this.searched = text;
      await this.add([], null);
    });
  }

  async more(): Promise<void> {
    await this.attempt(() => this.add(this.found ?? [], this.end));
  }

  private async add(before: readonly FoundAccount[], after: string | null): Promise<void> {
    const { searchAccounts } = await this.service.ask(SearchAccountsDocument, { text: this.searched, after });
    this.found = [...before, ...searchAccounts.edges.map(({ node }) => node)];
    this.hasMore = searchAccounts.pageInfo.hasNextPage;
    this.end = searchAccounts.pageInfo.endCursor;
  }
}
