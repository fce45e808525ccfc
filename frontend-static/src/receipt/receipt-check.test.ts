import { expect, test } from "vitest";
import { aReceipt } from "../testing/a-meter";
import { aService } from "../testing/a-service";
import { receiptAddress, receiptInAddress } from "./receipt-address";
import { ReceiptCheck } from "./receipt-check";

test("a receipt's address holds all that is needed to check it", async () => {
  const address = receiptAddress(aReceipt({ reference: "R/1", signature: "a+b&c=" }));

  const held = receiptInAddress(address.slice(address.indexOf("?")));

  expect(held).toEqual({ reference: "R/1", signature: "a+b&c=" });
});

test("a receipt that the service does not know is told apart from one not checked yet", async () => {
  const { service } = aService({ data: { receipt: null } });
  const check = new ReceiptCheck(service, "R-1", "wrong");
  expect(check.receipt).toBeUndefined();

  await check.check();

  expect(check.receipt).toBeNull();
});

test("both parts of a receipt are needed", async () => {
  const { service, sent } = aService();
  const check = new ReceiptCheck(service, "R-1", " ");

  await check.check();

  expect(check.problems.map(({ field }) => field)).toEqual(["signature"]);
  expect(sent).toEqual([]);
});
