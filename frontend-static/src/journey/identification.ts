import type { StartGuestJourneyInput } from "../api/generated/operations";
import { words } from "../text/words";
import type { Problem } from "./problem";

export type IdentifiedBy = "account" | "supplyPoint";

export type IdentificationField = "accountNumber" | "supplyPoint" | "meterSerial" | "postcode";

export type IdentificationChange = Partial<Record<IdentificationField, string>> & { by?: IdentifiedBy };

const asked: Readonly<Record<IdentifiedBy, readonly IdentificationField[]>> = {
  account: ["accountNumber", "postcode"],
  supplyPoint: ["supplyPoint", "meterSerial", "postcode"],
};

const missing: Readonly<Record<IdentificationField, string>> = {
  accountNumber: words.identify.accountNumberMissing,
  supplyPoint: words.identify.supplyPointMissing,
  meterSerial: words.identify.meterSerialMissing,
  postcode: words.identify.postcodeMissing,
};

/** What a guest types to show which meters are theirs. Only what is asked for is sent; the service judges it. */
export class Identification {
  by: IdentifiedBy = "account";
  accountNumber = "";
  supplyPoint = "";
  meterSerial = "";
  postcode = "";

  get fields(): readonly IdentificationField[] {
    return asked[this.by];
  }

  /** Which of the fields that are asked for the service means by "postcode" or "input.postcode". */
  fieldAt(path: string | undefined): IdentificationField {
    return this.fields.find((field) => path?.endsWith(field)) ?? "postcode";
  }

  problems(): Problem[] {
    return this.fields
      .filter((field) => this[field].trim() === "")
      .map((field) => ({ field, message: missing[field] }));
  }

  /** As it was when it made this input. */
  restore(input: StartGuestJourneyInput): void {
    this.by = input.accountNumber ? "account" : "supplyPoint";
    this.accountNumber = input.accountNumber ?? "";
    this.supplyPoint = input.supplyPoint ?? "";
    this.meterSerial = input.meterSerial ?? "";
    this.postcode = input.postcode;
  }

  input(): StartGuestJourneyInput {
    const postcode = this.postcode.trim();
    return this.by === "account"
      ? { accountNumber: this.accountNumber.replaceAll(/\s/g, ""), postcode }
      : { supplyPoint: this.supplyPoint.trim(), meterSerial: this.meterSerial.trim(), postcode };
  }
}
