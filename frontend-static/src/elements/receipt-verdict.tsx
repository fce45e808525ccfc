import type { Receipt } from "../api/guest-service";
import { words } from "../text/words";
import { Notice } from "./notice";
import { ReceiptCard } from "./receipt-card";

const text = words.check;

export function ReceiptVerdict({ receipt }: { receipt: Receipt | null | undefined }) {
  if (receipt === undefined) return null;
  if (receipt === null) {
    return (
      <Notice kind="error" title={text.unknown} about={receipt}>
        <p>{text.unknownLead}</p>
      </Notice>
    );
  }
  return (
    <>
      <Notice kind="good" title={text.genuine} about={receipt}>
        <p>{text.genuineLead}</p>
      </Notice>
      <ReceiptCard receipt={receipt} />
    </>
  );
}
