import { expect, test } from "vitest";
import type { Meter } from "../api/guest-service";
import { IndexedEntries } from "../outbox/indexed-entries";
import { ADevice } from "../testing/a-device";
import { aFinding, aMeter, anEconomy7Meter, aReceipt, aRegister } from "../testing/a-meter";
import { aService, failed, identified, refused, submitted } from "../testing/a-service";
import { GuestJourney } from "./guest-journey";
import { ReadingDrafts } from "./reading-drafts";

const accepted = submitted({ __typename: "ReadingAccepted", receipt: aReceipt() });
const confirmationNeeded = submitted({
  __typename: "ConfirmationNeeded",
  confirmationToken: "confirm-1",
  expiresAt: "",
  findings: [aFinding()],
});

function aJourney(...answers: Parameters<typeof aService>) {
  const { service, sent } = aService(...answers);
  let keys = 0;
  const drafts = new ReadingDrafts(
    () => "2026-11-23",
    () => `key-${++keys}`,
  );
  const device = new ADevice();
  return { journey: new GuestJourney(device.needs(service), drafts), sent, device };
}

async function aJourneyAt(meters: Meter[], ...answers: Parameters<typeof aService>) {
  const { journey, sent, device } = aJourney(identified(...meters), ...answers);
  journey.identifyWith({ accountNumber: "8500417731", postcode: "B33 9QX" });
  await journey.identify();
  return { journey, sent, device };
}

test("nothing is sent while details are missing, and each missing one is named", async () => {
  const { journey, sent } = aJourney();

  await journey.identify();

  expect(journey.problems.map(({ field }) => field)).toEqual(["accountNumber", "postcode"]);
  expect(sent).toEqual([]);
});

test("only the details of the chosen way are sent", async () => {
  const { journey, sent } = aJourney(identified(aMeter()));
  journey.identifyWith({ accountNumber: "8500417731", postcode: " B33 9QX " });

  journey.identifyWith({ by: "supplyPoint", supplyPoint: "1447011684502", meterSerial: "S19DM104512" });
  await journey.identify();

  expect(sent[0]?.input).toEqual({ supplyPoint: "1447011684502", meterSerial: "S19DM104512", postcode: "B33 9QX" });
});

test("a refusal is told in the service's words and loses nothing that was typed", async () => {
  const { journey } = aJourney(refused("No match.", "2026-11-23T10:00:00Z"));
  journey.identifyWith({ accountNumber: "1", postcode: "B33 9QX" });

  await journey.identify();

  expect(journey).toMatchObject({
    step: "identify",
    refusal: { message: "No match.", retryAt: "2026-11-23T10:00:00Z" },
  });
  expect(journey.identification.accountNumber).toBe("1");
});

test("a detail that the service cannot use is shown at its field", async () => {
  const { journey } = aJourney(failed("BAD_USER_INPUT", { field: "input.postcode" }, "Enter a full postcode"));
  journey.identifyWith({ accountNumber: "8500417731", postcode: "B3" });

  await journey.identify();

  expect(journey.problems).toEqual([{ field: "postcode", message: "Enter a full postcode" }]);
});

test("the only meter that takes readings is chosen for the guest", async () => {
  const removed = aMeter({ id: "m-0", removedOn: "2026-04-17" });

  const { journey } = await aJourneyAt([removed, aMeter()]);

  expect(journey).toMatchObject({ step: "enter", reading: { meter: { id: "m-1" }, readDate: "2026-11-23" } });
});

test("with several meters the guest says which, and looking at another one loses nothing", async () => {
  const [electricity, gas] = [aMeter(), aMeter({ id: "m-2", fuel: "GAS" })];
  const { journey } = await aJourneyAt([electricity, gas]);

  await journey.send();
  expect(journey.problems[0]?.field).toBe("meter");
  journey.chooseMeter(electricity);
  journey.setValue("1", "16090");
  journey.chooseMeter(gas);
  journey.chooseMeter(electricity);

  expect(journey.reading?.value("1")).toBe("16090");
});

test("an accepted reading ends in its receipt", async () => {
  const { journey, sent } = await aJourneyAt([aMeter()], accepted);

  journey.setValue("1", " 16090 ");
  await journey.send();

  expect(journey).toMatchObject({ step: "receipt", stored: { receipt: { reference: "R-1" } } });
  expect(sent[1]?.headers.Authorization).toBe("Bearer token-1");
  expect(sent[1]?.input).toMatchObject({ readDate: "2026-11-23", registers: [{ register: "1", value: "16090" }] });
});

test("a confirmed reading is sent with the same values, the same key and the token", async () => {
  const held = submitted({ __typename: "ReadingUnderReview", receipt: aReceipt({ status: "UNDER_REVIEW" }) });
  const { journey, sent } = await aJourneyAt([aMeter()], confirmationNeeded, held);
  journey.setValue("1", "16400");
  await journey.send();
  expect(journey.step).toBe("confirm");

  await journey.confirm();

  expect(journey).toMatchObject({ step: "receipt", stored: { receipt: { status: "UNDER_REVIEW" } } });
  expect(sent[2]?.input).toEqual({ ...sent[1]?.input, confirmationToken: "confirm-1" });
});

test("a reading changed after the question is another reading, with a key of its own and no token", async () => {
  const { journey, sent } = await aJourneyAt([aMeter()], confirmationNeeded, accepted);
  journey.setValue("1", "16400");
  await journey.send();

  journey.change();
  journey.setValue("1", "16040");
  await journey.send();

  expect(sent[2]?.input.idempotencyKey).not.toBe(sent[1]?.input.idempotencyKey);
  expect(sent[2]?.input).not.toHaveProperty("confirmationToken");
});

test("after a lost answer the very same reading is sent again", async () => {
  const { journey, sent } = await aJourneyAt([aMeter()], "network failure", accepted);
  journey.setValue("1", "16090");
  await journey.send();
  expect(journey.trouble?.kind).toBe("offline");

  await journey.retry();

  expect(sent[2]?.input).toEqual(sent[1]?.input);
  expect(journey).toMatchObject({ step: "receipt", trouble: undefined });
});

test("a confirmation whose answer is lost is confirmed again by trying again", async () => {
  const { journey, sent } = await aJourneyAt([aMeter()], confirmationNeeded, "network failure", accepted);
  journey.setValue("1", "16400");
  await journey.send();
  await journey.confirm();

  await journey.retry();

  expect(sent[3]?.input).toEqual(sent[2]?.input);
  expect(journey.step).toBe("receipt");
});

test("an expired journey asks who it is again, keeps the reading and its key", async () => {
  const expired = failed("UNAUTHENTICATED");
  const { journey, sent } = await aJourneyAt([aMeter()], expired, identified(aMeter()), accepted);
  journey.setValue("1", "16090");
  await journey.send();
  expect(journey).toMatchObject({ step: "identify", kept: true, trouble: { kind: "expired" } });

  await journey.identify();
  expect(journey).toMatchObject({ step: "enter", kept: true, trouble: undefined });
  await journey.send();

  expect(sent[3]?.input).toEqual(sent[1]?.input);
  expect(journey.step).toBe("receipt");
});

test("a kept reading is not carried over to somebody else's meter", async () => {
  const { journey } = await aJourneyAt([aMeter()], failed("UNAUTHENTICATED"), identified(aMeter({ id: "m-9" })));
  journey.setValue("1", "16090");
  await journey.send();

  await journey.identify();

  expect(journey.kept).toBe(false);
  expect(journey.reading?.value("1")).toBe("");
});

test("a rejected reading stays in the form, with each finding at the register that it names", async () => {
  const findings = [aFinding({ code: "LESS_THAN_PREVIOUS", register: "2", message: "Lower than before." })];
  const { journey } = await aJourneyAt([anEconomy7Meter()], submitted({ __typename: "ReadingRejected", findings }));
  journey.setValue("1", "33490");
  journey.setValue("2", "23000");

  await journey.send();

  expect(journey.problems).toEqual([{ field: "register-2", message: "Lower than before." }]);
  expect(journey.reading?.value("2")).toBe("23000");
});

test("a suggestion changes nothing until it is followed, and is then judged like any reading", async () => {
  const swapped = { kind: "DIGITS_SWAPPED", message: "Swapped?", value: "16094" } as const;
  const rejected = submitted({ __typename: "ReadingRejected", findings: [aFinding({ suggestions: [swapped] })] });
  const { journey, sent } = await aJourneyAt([aMeter()], rejected, accepted);
  journey.setValue("1", "16049");
  await journey.send();
  expect(journey.reading?.value("1")).toBe("16049");

  await journey.follow({ is: "use", register: "1", value: "16094" });

  expect(sent[2]?.input.registers).toEqual([{ register: "1", value: "16094" }]);
  expect(sent[2]?.input.idempotencyKey).not.toBe(sent[1]?.input.idempotencyKey);
});

test("day and night that changed places are put right together", async () => {
  const { journey, sent } = await aJourneyAt([anEconomy7Meter()], confirmationNeeded, accepted);
  journey.setValue("1", "24050");
  journey.setValue("2", "33490");
  await journey.send();

  await journey.follow({ is: "swap" });

  expect(sent[2]?.input.registers).toEqual([
    { register: "1", value: "33490" },
    { register: "2", value: "24050" },
  ]);
});

test("a reading of the other meter is sent for that one, and is asked about like any other", async () => {
  const [electricity, gas] = [aMeter(), aMeter({ id: "m-2", fuel: "GAS", registers: [aRegister({ id: "A" })] })];
  const { journey, sent, device } = await aJourneyAt([electricity, gas], confirmationNeeded, confirmationNeeded);
  journey.chooseMeter(electricity);
  journey.setValue("1", "05690");
  await journey.send();

  await journey.follow({ is: "move", meter: gas });

  expect(sent[2]?.input).toMatchObject({ meterId: "m-2", registers: [{ register: "A", value: "05690" }] });
  const kept = await new IndexedEntries(device.database).all();
  expect(kept.map((entry) => entry.key)).toEqual([journey.reading?.key]);
  expect(journey.step).toBe("confirm");
});

test("a reading of an exchanged meter waits for the new one's details and goes to the meter they lead to", async () => {
  const renewed = aMeter({ id: "m-9", serial: "0417" });
  const rejected = submitted({ __typename: "ReadingRejected", findings: [aFinding({ code: "LESS_THAN_PREVIOUS" })] });
  const { journey, sent } = await aJourneyAt([aMeter()], rejected, identified(renewed), accepted);
  journey.setValue("1", "00012");
  await journey.send();

  await journey.follow({ is: "new-meter" });
  expect(journey.step).toBe("identify");
  expect(journey.identification.fields).toEqual(["supplyPoint", "meterSerial", "postcode"]);
  journey.identifyWith({ supplyPoint: "2121496771280", meterSerial: "Z26NN000417", postcode: "CF10 9ZA" });
  await journey.identify();
  await journey.send();

  expect(sent[3]?.input).toMatchObject({ meterId: "m-9", registers: [{ register: "1", value: "00012" }] });
});

test("a value that the service cannot use is shown at its register", async () => {
  const meter = aMeter({ registers: [aRegister({ id: "A" }), aRegister({ id: "B" })] });
  const { journey } = await aJourneyAt([meter], failed("BAD_USER_INPUT", { field: "registers.1.value" }, "Too long"));
  journey.setValue("A", "1");
  journey.setValue("B", "2");

  await journey.send();

  expect(journey.problems).toEqual([{ field: "register-B", message: "Too long" }]);
});

test("two presses of the button send one reading", async () => {
  const { journey, sent } = await aJourneyAt([aMeter()], accepted, accepted);
  journey.setValue("1", "16090");

  await Promise.all([journey.send(), journey.send()]);

  expect(sent).toHaveLength(2);
});

test("the next reading starts empty", async () => {
  const { journey } = await aJourneyAt([aMeter()], accepted);
  journey.setValue("1", "16090");
  await journey.send();

  journey.another();

  expect(journey.step).toBe("enter");
  expect(journey.reading?.value("1")).toBe("");
});
