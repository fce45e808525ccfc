import { expect, test } from "vitest";
import { aProvider, granted, refusedGrant } from "../testing/a-provider";
import { challengeOf } from "./pkce";
import { Session } from "./session";

async function sentAway(signIn: ReturnType<typeof aProvider>["signIn"], back = "/account.html") {
  return new URL(await signIn.address(back)).searchParams;
}

test("a code is redeemed with the verifier of the challenge that asked for it, and the person is back where they were", async () => {
  const { signIn, session, requests } = aProvider(granted("access-1", "refresh-1"));
  const asked = await sentAway(signIn, "/agent.html#account/8500417731");

  const result = await signIn.finish(`?code=code-1&state=${asked.get("state")}`);

  expect(result).toEqual({ back: "/agent.html#account/8500417731" });
  expect(await session.accessToken()).toBe("access-1");
  expect(requests).toEqual([
    {
      grant_type: "authorization_code",
      code: "code-1",
      code_verifier: expect.stringMatching(/^[\w-]{43}$/),
      client_id: "client-1",
      redirect_uri: asked.get("redirect_uri"),
    },
  ]);
  expect(asked.get("code_challenge_method")).toBe("S256");
  expect(asked.get("code_challenge")).toBe(await challengeOf(String(requests[0]?.code_verifier), crypto.subtle));
});

test("a code that was not asked for here is not redeemed", async () => {
  const { signIn, session, requests } = aProvider(granted("somebody else's"));
  await sentAway(signIn);

  expect(await signIn.finish("?code=code-1&state=guessed")).toEqual({ failure: "stale" });
  expect(session.signedIn).toBe(false);
  expect(requests).toEqual([]);
});

test("an address that was used once signs nobody in again", async () => {
  const { signIn } = aProvider(granted("access-1"), granted("access-2"));
  const asked = await sentAway(signIn);
  const search = `?code=code-1&state=${asked.get("state")}`;
  await signIn.finish(search);

  expect(await signIn.finish(search)).toEqual({ failure: "stale" });
});

test.each([
  ["access_denied", "cancelled"],
  ["server_error", "refused"],
])("the provider's %s is told as %s", async (error, failure) => {
  const { signIn } = aProvider();
  const asked = await sentAway(signIn);

  expect(await signIn.finish(`?error=${error}&state=${asked.get("state")}`)).toEqual({ failure });
});

test("a code that the provider refuses signs nobody in", async () => {
  const { signIn, session } = aProvider(refusedGrant());
  const asked = await sentAway(signIn);

  expect(await signIn.finish(`?code=old&state=${asked.get("state")}`)).toEqual({ failure: "refused" });
  expect(session.signedIn).toBe(false);
});

test("no one is sent to another site after signing in", async () => {
  const { signIn } = aProvider(granted("access-1"));
  const asked = await sentAway(signIn, "https://elsewhere.example/account.html");

  expect(await signIn.finish(`?code=code-1&state=${asked.get("state")}`)).toEqual({ back: undefined });
});

test("signing out forgets the tokens here and ends the session at the provider", async () => {
  const { signIn, session, around } = aProvider(granted("access-1", "refresh-1"));
  const asked = await sentAway(signIn);
  await signIn.finish(`?code=code-1&state=${asked.get("state")}`);

  const away = new URL(await signIn.signOut());

  expect(session.signedIn).toBe(false);
  expect(new Session(around).signedIn).toBe(false);
  expect(away.origin + away.pathname).toBe("https://provider.example/logout");
  expect(away.searchParams.get("logout_uri")).toBe("https://meter.example/sign-in.html?signed-out");
});

test("where customers have a provider of their own, staff sign in, go on and sign out at theirs", async () => {
  const { signIn, session, asked, clock, withStaff } = aProvider(granted("access-1", "refresh-1"), granted("access-2"));
  withStaff();
  const away = new URL(await signIn.address("/agent.html#account/8500417731"));
  await signIn.finish(`?code=code-1&state=${away.searchParams.get("state")}`);
  clock.now += 3_600_000;

  expect(await session.accessToken()).toBe("access-2");
  const out = new URL(await signIn.signOut());

  expect(away.origin).toBe("https://staff.example");
  expect(away.searchParams.get("client_id")).toBe("client-2");
  expect(asked).toEqual(["https://staff.example/oauth2/token", "https://staff.example/oauth2/token"]);
  expect(out.origin).toBe("https://staff.example");
});

test("customers sign in at their own provider all the same", async () => {
  const { signIn, withStaff } = aProvider();
  withStaff();

  expect(new URL(await signIn.address("/account.html")).origin).toBe("https://provider.example");
});
