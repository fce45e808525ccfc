import { expect, test } from "vitest";
import { GuestJourney } from "../journey/guest-journey";
import { ReadingDrafts } from "../journey/reading-drafts";
import { aChange } from "../testing/a-change";
import { aNetwork } from "../testing/a-channel";
import { ADevice } from "../testing/a-device";
import { aMeter, aReceipt } from "../testing/a-meter";
import { aService, identified, submitted } from "../testing/a-service";
import { settled } from "../testing/a-web-socket";
import { followJourney } from "./follow-journey";
import { LiveMeters } from "./live-meters";
import { pauseWhileAway } from "./pause-while-away";

const [electricity, gas] = [aMeter(), aMeter({ id: "m-2", sequence: 7 })];

async function aLiveMeter() {
  const { open, opened } = aNetwork();
  const live = new LiveMeters(open);
  live.follow(electricity, "token-1");
  await settled();
  opened[0]?.hear("connected");
  return { live, opened };
}

test("a meter is followed from its sequence as the journey began, all meters over one channel", async () => {
  const { live, opened } = await aLiveMeter();

  live.follow(gas, "token-1");
  live.follow(electricity, "token-1");
  await settled();

  expect(opened).toHaveLength(1);
  expect([...(opened[0]?.followed ?? [])].map(([id, { cursor }]) => [id, cursor()])).toEqual([
    ["m-1", 41],
    ["m-2", 7],
  ]);
});

test("each new change is shown, and one that comes again is not", async () => {
  const { live, opened } = await aLiveMeter();
  let shown = 0;
  live.watch(() => shown++);
  const followed = opened[0]?.followed.get("m-1");

  followed?.take(aChange(42));
  followed?.take(aChange(42));

  expect(shown).toBe(1);
  expect(live.feedOf(electricity)?.changes).toHaveLength(1);
  expect(followed?.cursor()).toBe(42);
});

test("a new journey follows with its own token, and hears nothing of the old one", async () => {
  const { live, opened } = await aLiveMeter();
  opened[0]?.hear("expired");
  expect(live.phase).toBe("ended");

  live.follow({ id: "m-1", sequence: 50 }, "token-2");
  await settled();
  opened[0]?.hear("expired");

  expect(live.phase).toBe("connecting");
  expect(opened.map(({ token, closed }) => [token, closed])).toEqual([
    ["token-1", true],
    ["token-2", false],
  ]);
  expect(opened[1]?.followed.get("m-1")?.cursor()).toBe(50);
});

test("after the token has expired nothing more is tried with it", async () => {
  const { live, opened } = await aLiveMeter();
  opened[0]?.hear("expired");

  live.follow(gas, "token-1");
  live.resume();
  await settled();

  expect(opened).toHaveLength(1);
  expect(opened[0]?.followed.has("m-2")).toBe(false);
});

test("where the code for it cannot be loaded, the page says so and tries no more", async () => {
  const { open, opened } = aNetwork({ failing: true });
  const live = new LiveMeters(open);

  live.follow(electricity, "token-1");
  live.follow(electricity, "token-1");
  await settled();

  expect(live.phase).toBe("lost");
  expect(opened).toHaveLength(1);
});

test("a page that the browser holds for Back has no socket, and goes on from its last change once it is back", async () => {
  const { live, opened } = await aLiveMeter();
  const page = new EventTarget();
  pauseWhileAway(live, page as unknown as Window);
  opened[0]?.followed.get("m-1")?.take(aChange(42));

  page.dispatchEvent(new Event("pagehide"));
  await settled();
  expect(opened[0]?.closed).toBe(true);
  page.dispatchEvent(Object.assign(new Event("pageshow"), { persisted: true }));
  await settled();

  expect(opened[1]?.followed.get("m-1")?.cursor()).toBe(42);
});

test("a journey's meter is followed from the form to the receipt, with the journey's token", async () => {
  const accepted = submitted({ __typename: "ReadingAccepted", receipt: aReceipt() });
  const { service } = aService(identified(electricity), accepted);
  const drafts = new ReadingDrafts(
    () => "2026-11-23",
    () => "key",
  );
  const journey = new GuestJourney(new ADevice().needs(service), drafts);
  const { open, opened } = aNetwork();
  const live = new LiveMeters(open);
  followJourney(journey, live);

  journey.identifyWith({ accountNumber: "8500417731", postcode: "B33 9QX" });
  expect(opened).toEqual([]);
  await journey.identify();
  journey.setValue("1", "16090");
  await journey.send();

  expect(opened.map(({ token }) => token)).toEqual(["token-1"]);
  expect([...(opened[0]?.followed.keys() ?? [])]).toEqual(["m-1"]);
  expect(journey.sent.mayInclude(aChange(42).reading)).toBe(true);
});
