import type { SubmitReadingInput } from "../api/generated/operations";
import type { MeterChange, Receipt } from "../api/guest-service";

type SentInput = Pick<SubmitReadingInput, "idempotencyKey" | "readDate" | "registers">;

/** What this page has sent, so that nobody is told their own reading as news from elsewhere. */
export class SentReadings {
  private readonly references = new Set<string>();
  private readonly unanswered = new Map<unknown, SentInput>();

  sending(input: SentInput): void {
    this.unanswered.set(input.idempotencyKey, input);
  }

  answered(input: SentInput, receipt?: Pick<Receipt, "reference">): void {
    this.unanswered.delete(input.idempotencyKey);
    if (receipt) this.references.add(receipt.reference);
  }

  /** Without an answer (it is on its way, or was lost) a reading of the same day and values passes for the one sent. */
  mayInclude(reading: MeterChange["reading"]): boolean {
    return this.references.has(reading.id) || [...this.unanswered.values()].some((input) => isSame(input, reading));
  }
}

function isSame({ readDate, registers }: SentInput, reading: MeterChange["reading"]): boolean {
  return (
    readDate === reading.readDate &&
    reading.registers.every(({ register, value }) => {
      const typed = registers.find((one) => one.register === register.id)?.value ?? "";
      // "16090.5" is stored as 16090, and "01266" may be typed as 1266.
      return Number.parseInt(typed, 10) === Number.parseInt(value, 10);
    })
  );
}
