import { expect, test } from "vitest";
import type { SubmitReadingInput } from "../api/generated/operations";
import type { Meter } from "../api/guest-service";
import { ADevice } from "../testing/a-device";
import { aFinding, aMeter, anEconomy7Meter, aReceipt, aRegister } from "../testing/a-meter";
import { aService, failed, gateway, identified, refused, submitted } from "../testing/a-service";
import type { Entry } from "./entry";
import { IndexedEntries } from "./indexed-entries";
import { forgetJourney, keepJourney, keptJourney } from "./kept-journey";

const accepted = submitted({ __typename: "ReadingAccepted", receipt: aReceipt() });
const confirmationNeeded = submitted({
  __typename: "ConfirmationNeeded",
  confirmationToken: "confirm-1",
  expiresAt: "",
  findings: [aFinding()],
});
const meter = aMeter();
const proof = { accountNumber: "8500417731", postcode: "B33 9QX" };

const anInput = (change: Partial<SubmitReadingInput> = {}): SubmitReadingInput => ({
  meterId: meter.id,
  readDate: "2026-11-23",
  registers: [{ register: "1", value: "16090" }],
  idempotencyKey: "key-1",
  ...change,
});

const anUnprovenEntry = (change: Partial<Entry> = {}): Entry => ({
  key: "key-1",
  keptAt: "2026-11-23T08:00:00Z",
  fuel: "ELECTRICITY",
  readDate: "2026-11-22",
  values: [{ role: "ANYTIME", register: "", value: "16090" }],
  proof,
  state: { is: "waiting", attempts: 0 },
  ...change,
});

const send = (outbox: ReturnType<ADevice["outbox"]>, input = anInput()) =>
  outbox.send(input, "token-1", meter, [meter]);

/** What a page that opens now finds on the device. */
async function foundOn(device: ADevice): Promise<Entry[]> {
  return new IndexedEntries(device.database).all();
}

test("a reading is on the disk before it is on its way", async () => {
  const device = new ADevice();
  let onDisk: Entry[] = [];
  const service = {
    ...aService().service,
    startJourney: aService().service.startJourney,
    submitReading: async () => {
      onDisk = await foundOn(device);
      return accepted.data.submitReading as never;
    },
  };

  await send(device.outbox(service));

  expect(onDisk).toMatchObject([{ key: "key-1", state: { is: "sending" } }]);
});

test("the receipt alone lets a reading leave", async () => {
  const device = new ADevice();
  const { service } = aService("network failure", accepted);
  const outbox = device.outbox(service);

  await expect(send(outbox)).rejects.toMatchObject({ kind: "offline" });
  expect(await foundOn(device)).toMatchObject([{ state: { is: "waiting", attempts: 1, trouble: "offline" } }]);
  await send(outbox);

  expect(await foundOn(device)).toEqual([]);
});

test.each<[string, Response, string]>([
  ["the fallback page", new Response("<h1>Not just now</h1>", { status: 502 }), "unavailable"],
  ["an API without its function", gateway("Service Unavailable", 503), "unavailable"],
  ["an API that turns floods away", gateway("Too Many Requests", 429), "throttled"],
])("a reading stays where %s answers for the service", async (_, answer, kind) => {
  const device = new ADevice();
  const outbox = device.outbox(aService(answer).service);

  await expect(send(outbox)).rejects.toMatchObject({ kind });

  expect(await foundOn(device)).toMatchObject([{ key: "key-1", state: { is: "waiting", trouble: kind } }]);
});

test("the next page sends what a page that was killed had on its way, under the same key", async () => {
  const device = new ADevice();
  const killed = device.outbox({ ...aService().service, submitReading: () => new Promise(() => {}) } as never, {
    // A page that is gone holds no lock.
    alone: (work) => work(),
  });
  void send(killed);
  while ((await foundOn(device))[0]?.state.is !== "sending") await new Promise((resolve) => setImmediate(resolve));

  const { service, sent } = aService(accepted);
  const next = device.outbox(service);
  await next.run();

  expect(sent[0]?.input).toEqual(anInput());
  expect(next.entries).toMatchObject([{ state: { is: "received", outcome: { receipt: { reference: "R-1" } } } }]);
});

test("two pages that open at once send a reading once", async () => {
  const device = new ADevice();
  await device.outbox(aService().service).keep(anUnprovenEntry());
  const { service, sent } = aService(identified(meter), accepted);

  await Promise.all([device.outbox(service).run(), device.outbox(service).run()]);

  expect(sent.map(({ query }) => /startGuestJourney|submitReading/.exec(query)?.[0])).toEqual([
    "startGuestJourney",
    "submitReading",
  ]);
});

test("a page that died with its turn is waited for, and then passed over", async () => {
  const device = new ADevice();
  const dead = device.outbox({ ...aService().service, submitReading: () => new Promise(() => {}) } as never);
  void send(dead);
  while ((await foundOn(device))[0]?.state.is !== "sending") await new Promise((resolve) => setImmediate(resolve));
  const { service } = aService(accepted);
  const next = device.outbox(service);

  device.pass(100_000);
  await next.run();

  expect(next.entries).toMatchObject([{ state: { is: "received" } }]);
});

test("what was typed without a network is proven, matched to its meter and sent, and the proof forgotten", async () => {
  const device = new ADevice();
  const gas = aMeter({ id: "m-2", fuel: "GAS", registers: [aRegister({ id: "9", unit: "CUBIC_METRE" })] });
  const { service, sent } = aService(identified(meter, gas), accepted);
  const outbox = device.outbox(service);
  await outbox.keep(anUnprovenEntry({ fuel: "GAS" }));

  await outbox.run();

  expect(sent[0]?.input).toEqual(proof);
  expect(sent[1]?.input).toMatchObject({
    meterId: "m-2",
    readDate: "2026-11-22",
    registers: [{ register: "9", value: "16090" }],
    idempotencyKey: "key-1",
  });
  expect(sent[1]?.headers.Authorization).toBe("Bearer token-1");
  const [entry] = await foundOn(device);
  expect(entry).toMatchObject({ state: { is: "received" } });
  expect(entry?.proof).toBeUndefined();
});

test("the registers of two rates are told apart by day and night, in whatever order the meter has them", async () => {
  const device = new ADevice();
  const { service, sent } = aService(identified(meter, anEconomy7Meter()), accepted);
  const outbox = device.outbox(service);
  const values = [
    { role: "DAY" as const, register: "", value: "24050" },
    { role: "NIGHT" as const, register: "", value: "33490" },
  ];
  await outbox.keep(anUnprovenEntry({ values }));

  await outbox.run();

  expect(sent[1]?.input.registers).toEqual([
    { register: "1", value: "33490" },
    { register: "2", value: "24050" },
  ]);
});

test.each<[string, Meter[]]>([
  ["two meters of one kind", [aMeter(), aMeter({ id: "m-2" })]],
  ["no meter of this kind", [aMeter({ fuel: "GAS" })]],
  ["only one that was taken away", [aMeter({ removedOn: "2026-04-17" })]],
])("with %s, the person says which meter it is", async (_, meters) => {
  const outbox = new ADevice().outbox(aService(identified(...meters)).service);
  await outbox.keep(anUnprovenEntry());

  await outbox.run();

  expect(outbox.entries).toMatchObject([{ state: { is: "needs-you", why: "choose-meter" }, token: "token-1", meters }]);
});

test.each([
  ["asked about", confirmationNeeded, "confirm"],
  ["rejected", submitted({ __typename: "ReadingRejected", findings: [aFinding()] }), "rejected"],
  ["sent with a token whose time is over", failed("UNAUTHENTICATED"), "expired"],
  ["unusable", failed("BAD_USER_INPUT", { field: "readDate" }, "Not a date"), "unusable"],
])(
  "a reading that is %s needs its person, keeps its read date, and is not sent again by itself",
  async (_, answer, why) => {
    const device = new ADevice();
    const { service, sent } = aService("network failure", answer);
    const outbox = device.outbox(service);
    await send(outbox).catch(() => {});

    await outbox.retryNow();
    device.pass(3_600_000);
    await outbox.run();

    expect(outbox.entries).toMatchObject([{ readDate: "2026-11-23", state: { is: "needs-you", why } }]);
    expect(sent).toHaveLength(2);
  },
);

test("details that do not match are not tried again, so that nobody's tries are used up", async () => {
  const device = new ADevice();
  const { service, sent } = aService(refused("No match."));
  const outbox = device.outbox(service);
  await outbox.keep(anUnprovenEntry());

  await outbox.run();
  await outbox.retryNow();

  expect(outbox.entries).toMatchObject([{ state: { is: "needs-you", why: "refused", message: "No match." }, proof }]);
  expect(sent).toHaveLength(1);
});

test("what the service puts off waits until the service's own time, whatever the network does", async () => {
  const device = new ADevice();
  const { service, sent } = aService(failed("THROTTLED", { retryAt: "2026-11-23T10:00:00Z" }), accepted);
  const outbox = device.outbox(service);
  await send(outbox).catch(() => {});

  await outbox.retryNow();
  expect(sent).toHaveLength(1);
  device.pass(3_600_000);
  await outbox.run();

  expect(outbox.entries).toMatchObject([{ state: { is: "received" } }]);
});

test("without a network the waits grow, and each has a next one planned", async () => {
  const device = new ADevice();
  const outbox = device.outbox(aService(...Array(12).fill("network failure")).service);
  await send(outbox).catch(() => {});
  const waits = [];

  for (let attempt = 0; attempt < 11; attempt++) {
    const [plan] = device.planned;
    waits.push(plan?.ms);
    device.pass(plan?.ms ?? 0);
    await outbox.run();
  }

  expect(waits.slice(0, 3)).toEqual([2_500, 5_000, 10_000]);
  expect(waits.at(-1)).toBe(450_000);
});

test("an expired token is renewed with the details that were kept, where they were", async () => {
  const device = new ADevice();
  const { service, sent } = aService(
    identified(meter),
    "network failure",
    failed("UNAUTHENTICATED"),
    identified(meter),
    accepted,
  );
  const outbox = device.outbox(service);
  await outbox.keep(anUnprovenEntry());
  await outbox.run();

  await outbox.retryNow();

  expect(sent.map(({ input }) => input.idempotencyKey ?? "proof")).toEqual([
    "proof",
    "key-1",
    "key-1",
    "proof",
    "key-1",
  ]);
  expect(outbox.entries).toMatchObject([{ state: { is: "received" } }]);
});

test("a changed reading takes the place of the one that waits, which would else replace it later", async () => {
  const device = new ADevice();
  const { service, sent } = aService("network failure", accepted);
  const outbox = device.outbox(service);
  await send(outbox).catch(() => {});

  await send(outbox, anInput({ idempotencyKey: "key-2", registers: [{ register: "1", value: "16100" }] }));
  await outbox.retryNow();

  expect(sent.map(({ input }) => input.idempotencyKey)).toEqual(["key-1", "key-2"]);
  expect(await foundOn(device)).toEqual([]);
});

test("on a full or forbidden disk the reading stays with the page, says so, and is sent all the same", async () => {
  const device = new ADevice();
  const full = {
    all: async () => [],
    put: async () => {
      throw new DOMException("full", "QuotaExceededError");
    },
    change: async () => undefined,
    remove: async () => {},
  };
  const { service } = aService("network failure", accepted);
  const outbox = device.outbox(service, { disk: full });
  await send(outbox).catch(() => {});
  expect(outbox.endsWithPage("key-1")).toBe(true);

  await outbox.retryNow();

  expect(outbox.entries).toMatchObject([{ state: { is: "received" } }]);
});

test("a browser without a database still sends", async () => {
  const device = new ADevice({
    open: () => {
      throw new DOMException("denied", "SecurityError");
    },
  } as unknown as IDBFactory);
  const { service } = aService(accepted);

  await expect(send(device.outbox(service))).resolves.toMatchObject({ __typename: "ReadingAccepted" });
});

test("a reading that its person deletes while it is on its way does not come back", async () => {
  const device = new ADevice();
  const { service } = aService();
  const outbox = device.outbox({
    startJourney: service.startJourney,
    submitReading: async () => {
      await outbox.remove("key-1");
      return confirmationNeeded.data.submitReading as never;
    },
  });

  await send(outbox);

  expect(await foundOn(device)).toEqual([]);
});

test("a guest is known on the device until the token's time is over, or until they ask to be forgotten", async () => {
  const { database, now } = new ADevice();
  const journey = { token: "token-1", expiresAt: "2026-11-23T09:30:00Z", meters: [meter] };

  await keepJourney(journey, database);
  expect(await keptJourney(database, now)).toMatchObject(journey);
  expect(await keptJourney(database, new Date("2026-11-23T09:30:00Z"))).toBeUndefined();
  expect(await keptJourney(database, now)).toBeUndefined();

  await keepJourney(journey, database);
  await forgetJourney(database);
  expect(await keptJourney(database, now)).toBeUndefined();
});

test("while nothing can be changed a reading waits, however often it is tried, and goes after the time that was told", async () => {
  const device = new ADevice();
  const closed = failed("READ_ONLY", { retryAt: "2026-11-23T10:00:00Z" });
  const { service, sent } = aService(closed, closed, accepted);
  const outbox = device.outbox(service);
  await expect(send(outbox)).rejects.toMatchObject({ kind: "read-only" });
  await outbox.retryNow();
  const waiting = { is: "waiting", attempts: 2, notBefore: "2026-11-23T10:00:00.000Z", trouble: "read-only" };
  expect(await foundOn(device)).toMatchObject([{ key: "key-1", readDate: "2026-11-23", state: waiting }]);

  device.pass(59 * 60_000);
  await outbox.run();
  expect(sent).toHaveLength(2);
  device.pass(60_000);
  await outbox.run();

  expect(await foundOn(device)).toMatchObject([{ state: { is: "received" } }]);
  expect(new Set(sent.map(({ input }) => input.idempotencyKey))).toEqual(new Set(["key-1"]));
});
