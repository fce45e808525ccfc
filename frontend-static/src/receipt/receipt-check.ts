import type { GuestService, Receipt } from "../api/guest-service";
import { Asking } from "../journey/asking";
import { words } from "../text/words";

/** Whether a receipt that somebody holds is one of ours. */
export class ReceiptCheck extends Asking {
  /** Undefined before the first check; null where the service does not know the receipt. */
  receipt: Receipt | null | undefined;

  constructor(
    private readonly service: Pick<GuestService, "checkReceipt">,
    public reference = "",
    public signature = "",
  ) {
    super();
  }

  set(change: { reference?: string; signature?: string }): void {
    Object.assign(this, change);
    this.changed();
  }

  async check(): Promise<void> {
    this.receipt = undefined;
    const problems = this.missing();
    if (problems.length > 0) return this.report(problems);
    await this.attempt(async () => {
      this.receipt = await this.service.checkReceipt(this.reference.trim(), this.signature.trim());
    });
  }

  private missing() {
    const asked = [
      { field: "reference", typed: this.reference, message: words.check.referenceMissing },
      { field: "signature", typed: this.signature, message: words.check.signatureMissing },
    ];
    return asked.filter(({ typed }) => typed.trim() === "").map(({ field, message }) => ({ field, message }));
  }
}
