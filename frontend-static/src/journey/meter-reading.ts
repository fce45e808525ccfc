import type { SubmitReadingInput } from "../api/generated/operations";
import type { Meter, Register } from "../api/guest-service";
import { words } from "../text/words";
import type { Problem } from "./problem";

export const registerField = (registerId: string) => `register-${registerId}`;

export interface TypedReading {
  readonly readDate: string;
  /** By register. */
  readonly values?: Readonly<Record<string, string>>;
  /** The key it has been sent with before. */
  readonly key?: string;
}

/**
 * A reading as it is being typed. It keeps one idempotency key for as long as it stays the same reading,
 * so that sending it again stores it once; any change makes it another reading, with a key of its own.
 */
export class MeterReading {
  private readonly values: Map<string, string>;
  private currentKey: string;
  private date: string;

  constructor(
    readonly meter: Meter,
    typed: TypedReading,
    private readonly newKey: () => string,
  ) {
    this.date = typed.readDate;
    this.values = new Map(Object.entries(typed.values ?? {}));
    this.currentKey = typed.key ?? newKey();
  }

  get key(): string {
    return this.currentKey;
  }

  /** What makes the same reading again, with its key, after the page was opened anew. */
  get typed(): Required<TypedReading> {
    return { readDate: this.date, values: Object.fromEntries(this.values), key: this.key };
  }

  get readDate(): string {
    return this.date;
  }

  set readDate(date: string) {
    if (date === this.date) return;
    this.date = date;
    this.currentKey = this.newKey();
  }

  value(registerId: string): string {
    return this.values.get(registerId) ?? "";
  }

  setValue(registerId: string, value: string): void {
    if (value === this.value(registerId)) return;
    this.values.set(registerId, value);
    this.currentKey = this.newKey();
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
