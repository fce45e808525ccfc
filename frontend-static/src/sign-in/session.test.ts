import { expect, test } from "vitest";
import { aProvider, granted, refusedGrant } from "../testing/a-provider";
import { Session } from "./session";

const hour = 3_600_000;

function signedIn(provider: ReturnType<typeof aProvider>, refresh?: string) {
  provider.session.begin({ access: "access-1", refresh, expiresAt: provider.clock.now + hour });
  return provider;
}

test("a session outlives a reload of the page", async () => {
  const { around } = signedIn(aProvider());

  expect(await new Session(around).accessToken()).toBe("access-1");
});

test("what somebody else left in the storage is no session", () => {
  const { around, kept } = aProvider();

  for (const left of ["{", "[]", '{"access":1}', "null"]) {
    kept.set("meter-reads.session", left);
    expect(new Session(around).signedIn).toBe(false);
  }
});

test("a token that is about to end is renewed once, however many ask for it", async () => {
  const { session, clock, requests } = signedIn(aProvider(granted("access-2")), "refresh-1");
  clock.now += hour - 30_000;

  const tokens = await Promise.all([session.accessToken(), session.accessToken()]);

  expect(tokens).toEqual(["access-2", "access-2"]);
  expect(requests).toEqual([{ grant_type: "refresh_token", refresh_token: "refresh-1", client_id: "client-1" }]);
});

test("the refresh token is kept where no new one comes, and replaced where one does", async () => {
  const { session, clock, requests } = signedIn(
    aProvider(granted("access-2"), granted("access-3", "refresh-2"), granted("access-4")),
    "refresh-1",
  );

  for (let time = 0; time < 3; time += 1) {
    clock.now += hour;
    await session.accessToken();
  }

  expect(requests.map(({ refresh_token }) => refresh_token)).toEqual(["refresh-1", "refresh-1", "refresh-2"]);
});

test("a refresh token that is refused ends the session", async () => {
  const { session, clock } = signedIn(aProvider(refusedGrant()), "refresh-1");
  clock.now += hour;

  await expect(session.accessToken()).rejects.toMatchObject({ kind: "expired" });
  expect(session.signedIn).toBe(false);
});

test("a network that is gone does not end the session", async () => {
  const { session, clock } = signedIn(aProvider("network failure", granted("access-2")), "refresh-1");
  clock.now += hour;

  await expect(session.accessToken()).rejects.toMatchObject({ kind: "offline" });
  expect(await session.accessToken()).toBe("access-2");
});

test("without a refresh token a session lasts as long as its token", async () => {
  const { session, clock } = signedIn(aProvider());

  clock.now += hour - 1;
  expect(await session.accessToken()).toBe("access-1");
  clock.now += 1;
  expect(session.signedIn).toBe(false);
  await expect(session.accessToken()).rejects.toMatchObject({ kind: "expired" });
});

test("who signs out while a token is being renewed stays signed out", async () => {
  const { session, clock } = signedIn(aProvider(granted("access-2")), "refresh-1");
  clock.now += hour;

  const token = session.accessToken();
  session.end();

  await expect(token).rejects.toMatchObject({ kind: "expired" });
  expect(session.signedIn).toBe(false);
});
