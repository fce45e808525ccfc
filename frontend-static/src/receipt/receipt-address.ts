import type { Receipt } from "../api/guest-service";

/** Where anyone who is given the address can check the receipt. */
export function receiptAddress({ reference, signature }: Pick<Receipt, "reference" | "signature">): string {
  return `receipt.html?${new URLSearchParams({ reference, signature })}`;
}

export function receiptInAddress(search: string): { reference: string; signature: string } {
  const given = new URLSearchParams(search);
  return { reference: given.get("reference") ?? "", signature: given.get("signature") ?? "" };
}
