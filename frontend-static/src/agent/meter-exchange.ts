import { ExchangeMeterDocument, type ExchangeMeterInput } from "../api/generated/operations";
import type { AccountMeter, SignedInService } from "../api/signed-in-service";
import type { Trouble } from "../api/trouble";
import { Asking } from "../journey/asking";
import type { Problem } from "../journey/problem";
import { signedInWords } from "../text/signed-in/words";

const { exchange: text } = signedInWords;

type Register = AccountMeter["registers"][number];

/** What is asked about one register, on the old meter and on the new one. */
export interface ExchangedRegister {
  readonly register: Register;
  closing: string;
  digits: string;
  unit: Register["unit"];
  opening: string;
}

/** One meter taken out and another put in, with the last reading of the one and the first of the other. */
export class MeterExchange extends Asking {
  date: string;
  newSerial = "";
  reason = "";
  readonly registers: readonly ExchangedRegister[];
  findings: readonly { readonly message: string }[] = [];
  newMeter: AccountMeter | undefined;
  private key: string;

  constructor(
    readonly meter: AccountMeter,
    private readonly tools: {
      service: Pick<SignedInService, "ask">;
      today: () => string;
      newKey: () => string;
    },
  ) {
    super();
    this.date = tools.today();
    this.key = tools.newKey();
    this.registers = meter.registers.map((register) => ({
      register,
      closing: "",
      digits: String(register.digits),
      unit: register.unit,
      opening: "0".repeat(register.digits),
    }));
  }

  /** Another exchange than the one sent before, with a key of its own. */
  set(change: Partial<Pick<MeterExchange, "date" | "newSerial" | "reason">>): void {
    Object.assign(this, change);
    this.key = this.tools.newKey();
    this.changed();
  }

  setRegister(id: string, change: Partial<Omit<ExchangedRegister, "register">>): void {
    const register = this.registers.find((one) => one.register.id === id);
    if (register) Object.assign(register, change);
    this.key = this.tools.newKey();
    this.changed();
  }

  async send(): Promise<void> {
    this.findings = [];
    const problems = this.missing();
    if (problems.length > 0) return this.report(problems);
    await this.attempt(async () => {
      const { exchangeMeter } = await this.tools.service.ask(ExchangeMeterDocument, { input: this.input() });
      if (exchangeMeter.__typename === "MeterExchanged") this.newMeter = exchangeMeter.newMeter;
      else
        this.problems = exchangeMeter.findings.map(({ register, message }) => ({
          field: closingField(register ?? this.registers[0]?.register.id ?? ""),
          message,
        }));
    });
  }

  protected override meet(trouble: Trouble): void {
    if (trouble.kind !== "bad-input") {
      super.meet(trouble);
      return;
    }
    this.problems = [{ field: this.fieldAt(trouble.field ?? ""), message: trouble.message }];
  }

  private input(): ExchangeMeterInput {
    return {
      meterId: this.meter.id,
      exchangeDate: this.date,
      closing: this.registers.map(({ register, closing }) => ({ register: register.id, value: closing.trim() })),
      newSerial: this.newSerial.trim(),
      newRegisters: this.registers.map(({ register, digits, unit, opening }) => ({
        id: register.id,
        role: register.role,
        digits: Number(digits),
        unit,
        openingValue: opening.trim(),
      })),
      reason: this.reason.trim(),
      idempotencyKey: this.key,
    };
  }

  private missing(): Problem[] {
    const asked: Problem[] = [];
    const ask = (typed: string, field: string, message: string) => !typed.trim() && asked.push({ field, message });
    ask(this.date, "exchangeDate", text.dateMissing);
    for (const { register, closing } of this.registers) ask(closing, closingField(register.id), text.closingMissing);
    ask(this.newSerial, "newSerial", text.newSerialMissing);
    for (const { register, opening, digits } of this.registers) {
      if (!/^([4-9]|1[0-2])$/.test(digits.trim())) {
        asked.push({ field: `digits-${register.id}`, message: text.digitsWrong });
      }
      ask(opening, `opening-${register.id}`, text.openingMissing);
    }
    ask(this.reason, "reason", text.reasonMissing);
    return asked;
  }

  private fieldAt(path: string): string {
    const [, list, index, part] = /(closing|newRegisters)\.(\d+)(?:\.(\w+))?/.exec(path) ?? [];
    const id = this.registers[Number(index ?? 0)]?.register.id ?? "";
    if (list === "closing") return closingField(id);
    if (list === "newRegisters") return part === "digits" ? `digits-${id}` : `opening-${id}`;
    return /(exchangeDate|newSerial|reason)/.exec(path)?.[1] ?? "reason";
  }
}

export const closingField = (registerId: string) => `closing-${registerId}`;
