import { AccountByNumberDocument } from "../api/generated/operations";
import type { Account, SignedInService } from "../api/signed-in-service";
import { Asking } from "../journey/asking";

/** The account that an agent looks at. */
export class AccountOpening extends Asking {
  /** Undefined while it is asked for; null where there is none such. */
  account: Account | null | undefined;
  private number: string | undefined;

  constructor(readonly service: Pick<SignedInService, "ask">) {
    super();
  }

  async open(number: string): Promise<void> {
    if (number === this.number) return;
    this.number = number;
    await this.load();
  }

  /** Once more, for instance after a meter was exchanged. */
  async reload(): Promise<void> {
    await this.load();
  }

  private async load(): Promise<void> {
    const { number } = this;
    if (!number) return;
    if (this.account?.number !== number) this.account = undefined;
    await this.attempt(async () => {
      const { account } = await this.service.ask(AccountByNumberDocument, { number });
      if (number === this.number) this.account = account;
    });
    // Another account may have been asked for meanwhile.
    if (number !== this.number) await this.load();
  }
}
