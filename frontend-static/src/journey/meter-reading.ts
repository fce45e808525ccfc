import type { SubmitReadingInput } from "../api/generated/operations";
import type { Meter, Register } from "../api/guest-service";
import { words } from "../text/words";
import type { Problem } from "./problem";

export const registerField = (registerId: string) => `register-${registerId}`;

/**
 * A reading as it is being typed. It keeps one idempotency key for as long as it stays the same reading,
 * so that sending it again stores it once; any change makes it another reading, with a key of its own.
 */
export class MeterReading {
  private readonly values = new Map<string, string>();
  private key: string;

  constructor(
    readonly meter: Meter,
    private date: string,
    private readonly newKey: () => string,
  ) {
    this.key = newKey();
  }

  get readDate(): string {
    return this.date;
  }

  set readDate(date: string) {
    if (date === this.date) return;
    this.date = date;
    this.key = this.newKey();
  }

  value(registerId: string): string {
    return this.values.get(registerId) ?? "";
  }

  setValue(registerId: string, value: string): void {
    if (value === this.value(registerId)) return;
    this.values.set(registerId, value);
    this.key = this.newKey();
  }

  swapValues(one: Register, other: Register): void {
    const [first, second] = [this.value(one.id), this.value(other.id)];
    this.setValue(one.id, second);
    this.setValue(other.id, first);
  }

  problems(): Problem[] {
    const problems = this.meter.registers
      .filter((register) => this.value(register.id).trim() === "")
      .map((register) => ({
        field: registerField(register.id),
        message: words.enter.valueMissing(words.registerInSentence[register.role]),
      }));
    return this.date ? problems : [{ field: "readDate", message: words.enter.readDateMissing }, ...problems];
  }

  input(confirmationToken?: string): SubmitReadingInput {
    return {
      meterId: this.meter.id,
      readDate: this.date,
      registers: this.meter.registers.map(({ id }) => ({ register: id, value: this.value(id).trim() })),
      idempotencyKey: this.key,
      ...(confirmationToken ? { confirmationToken } : {}),
    };
  }
}
