import { expect, test } from "vitest";
import { ADevice } from "../testing/a-device";
import { aFinding, aMeter, aReceipt } from "../testing/a-meter";
import { aService, identified, refused, submitted } from "../testing/a-service";
import { GuestJourney } from "./guest-journey";
import { ReadingDrafts } from "./reading-drafts";

const accepted = submitted({ __typename: "ReadingAccepted", receipt: aReceipt() });
const gas = aMeter({ id: "m-2", fuel: "GAS" });

function aPage(...answers: Parameters<typeof aService>) {
  const device = new ADevice();
  const { service, sent } = aService(...answers);
  const outbox = device.outbox(service);
  let keys = 0;
  const drafts = new ReadingDrafts(
    () => "2026-11-23",
    () => `key-${++keys}`,
  );
  const journey = new GuestJourney(device.needs(service, outbox), drafts);
  outbox.watch(() => {
    for (const entry of outbox.entries) journey.hear(entry);
  });
  return { journey, outbox, sent, device };
}

async function aReadingTypedOffline(...answers: Parameters<typeof aService>) {
  const page = aPage("network failure", "network failure", ...answers);
  const { journey, outbox } = page;
  journey.identifyWith({ accountNumber: "8500417731", postcode: "B33 9QX" });
  await journey.identify();
  journey.enterUnproven();
  const kind = journey.meters.find(({ fuel }) => fuel === "GAS");
  if (kind) journey.chooseMeter(kind);
  journey.setReadDate("2026-11-21");
  journey.setValue("ANYTIME", "00420");
  await journey.send();
  await outbox.run();
  return page;
}

test("in the meter cupboard a reading is taken without a network, and its receipt shows when there is one", async () => {
  const { journey, outbox } = await aReadingTypedOffline(identified(aMeter(), gas), accepted);
  expect(journey.step).toBe("waiting");

  await outbox.retryNow();

  expect(journey).toMatchObject({ step: "receipt", stored: { receipt: { reference: "R-1" }, meter: { id: "m-2" } } });
});

test("an odd reading from the cupboard is asked about where the person is, with its read date", async () => {
  const asked = submitted({
    __typename: "ConfirmationNeeded",
    confirmationToken: "confirm-1",
    expiresAt: "",
    findings: [aFinding()],
  });
  const { journey, outbox, sent } = await aReadingTypedOffline(identified(gas), asked, accepted);

  await outbox.retryNow();
  expect(journey).toMatchObject({ step: "confirm", reading: { readDate: "2026-11-21" }, findings: [aFinding()] });
  await journey.confirm();

  expect(journey.step).toBe("receipt");
  expect(sent.at(-1)?.input).toMatchObject({
    confirmationToken: "confirm-1",
    idempotencyKey: sent.at(-2)?.input.idempotencyKey,
  });
});

test("details that did not match come back to be put right, and the reading goes to the meter they name", async () => {
  const { journey, outbox, sent } = await aReadingTypedOffline(
    refused("No match."),
    identified(aMeter(), gas),
    accepted,
  );

  await outbox.retryNow();
  expect(journey).toMatchObject({
    step: "identify",
    refusal: { message: "No match." },
    identification: { accountNumber: "8500417731" },
  });
  await journey.identify();
  expect(journey).toMatchObject({ step: "enter", reading: { meter: { id: "m-2" }, readDate: "2026-11-21" } });
  await journey.send();

  expect(journey.step).toBe("receipt");
  expect(sent.at(-1)?.input).toMatchObject({ meterId: "m-2", registers: [{ register: "1", value: "00420" }] });
  expect(outbox.entries).toEqual([]);
});

test("of two meters of one kind the person chooses, and the digits are there already", async () => {
  const other = aMeter({ id: "m-3", fuel: "GAS" });
  const { journey, outbox } = await aReadingTypedOffline(identified(gas, other), accepted);

  await outbox.retryNow();
  expect(journey).toMatchObject({ step: "enter", reading: undefined });
  journey.chooseMeter(other);
  expect(journey.reading?.value("1")).toBe("00420");
  await journey.send();

  expect(journey).toMatchObject({ step: "receipt", stored: { meter: { id: "m-3" } } });
  expect(outbox.entries).toEqual([]);
});

test("a reading whose answer was lost shows its receipt by itself once it is sent again", async () => {
  const { journey, outbox, sent } = aPage(identified(aMeter()), "network failure", accepted);
  journey.identifyWith({ accountNumber: "8500417731", postcode: "B33 9QX" });
  await journey.identify();
  journey.setValue("1", "16090");
  await journey.send();
  expect(journey.trouble?.kind).toBe("offline");

  await outbox.retryNow();

  expect(journey).toMatchObject({ step: "receipt", trouble: undefined });
  expect(sent[2]?.input).toEqual(sent[1]?.input);
});

test("an odd reading whose answer was lost is asked about by itself once it is sent again", async () => {
  const odd = {
    __typename: "ConfirmationNeeded",
    confirmationToken: "confirm-1",
    expiresAt: "",
    findings: [aFinding()],
  };
  const { journey, outbox, sent } = aPage(identified(aMeter()), "network failure", submitted(odd), accepted);
  journey.identifyWith({ accountNumber: "8500417731", postcode: "B33 9QX" });
  await journey.identify();
  journey.setReadDate("2026-11-21");
  journey.setValue("1", "16090");
  await journey.send();

  await outbox.retryNow();
  expect(journey).toMatchObject({ step: "confirm", trouble: undefined, reading: { readDate: "2026-11-21" } });
  await journey.confirm();

  expect(sent[3]?.input).toMatchObject({ confirmationToken: "confirm-1", readDate: "2026-11-21" });
  expect(journey.step).toBe("receipt");
});

test("a page that is opened anew goes on where it was, with the same key", async () => {
  const { journey, sent } = aPage(identified(aMeter()), "network failure");
  journey.identifyWith({ accountNumber: "8500417731", postcode: "B33 9QX" });
  await journey.identify();
  journey.setValue("1", "16090");
  await journey.send();
  const kept = JSON.parse(JSON.stringify(journey.snapshot));

  const next = aPage(accepted);
  next.journey.restore(kept);
  expect(next.journey).toMatchObject({ step: "enter", identification: { postcode: "B33 9QX" } });
  await next.journey.send();

  expect(next.journey.step).toBe("receipt");
  expect(next.sent[0]?.input).toEqual(sent[1]?.input);
});

test("a guest known on this device needs no network to begin", () => {
  const { journey } = aPage();

  journey.goOn({ token: "token-1", expiresAt: "2026-11-23T09:30:00Z", meters: [aMeter()] });

  expect(journey).toMatchObject({ step: "enter", token: "token-1", reading: { meter: { id: "m-1" } } });
});
