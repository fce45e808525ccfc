import { expect, test } from "vitest";
import { aProvider } from "../testing/a-provider";
import { aSignedInService } from "../testing/a-signed-in-service";
import { allIsWell, quietNews } from "../testing/quiet-news";
import { SignInReturn } from "./sign-in-return";
import { pagesFor, Visit } from "./visit";

const aViewer = (...roles: string[]) => ({
  viewer: { role: roles[0], roles, name: "Somebody", accounts: [] },
  service: allIsWell,
});

function aPage(search: string) {
  const went: string[] = [];
  const location = {
    search,
    pathname: "/sign-in.html",
    hash: "",
    assign: (address: string) => void went.push(address),
    replace: (address: string) => void went.push(address),
  };
  const shown: string[] = [];
  const history = { replaceState: (_: unknown, __: string, address: string) => void shown.push(address) };
  return { page: { location, history }, went, shown };
}

test.each([
  [["CUSTOMER"], "/account.html"],
  [["AGENT"], "/agent.html"],
  [["OPERATOR"], "/operations.html"],
])("who signs in as %j without coming from anywhere lands on their own page", async (roles, address) => {
  const { signIn, session, around } = aProvider({ access_token: "a", expires_in: 3600 });
  const state = new URL(await signIn.address("")).searchParams.get("state");
  const { service } = aSignedInService(aViewer(...roles));
  const { page, went, shown } = aPage(`?code=c&state=${state}`);
  const coming = new SignInReturn(signIn, new Visit(session, signIn, service, page, quietNews()), page);

  await coming.begin();

  expect(went).toEqual([address]);
  expect(shown).toEqual(["/sign-in.html"]);
  expect(around.storage.getItem("meter-reads.sign-in")).toBeNull();
});

test("a token that the service knows nobody by ends the session", async () => {
  const { signIn, session, clock } = aProvider();
  session.begin({ access: "a", expiresAt: clock.now + 3_600_000 });
  const { service } = aSignedInService({ viewer: null, service: allIsWell });
  const visit = new Visit(session, signIn, service, aPage("").page, quietNews());

  await visit.begin();

  expect(visit.signedIn).toBe(false);
});

test("everybody sees the pages of all their roles, each once", () => {
  expect(pagesFor(["AGENT", "OPERATOR"])).toEqual(["agent", "operations"]);
  expect(pagesFor(["GUEST"])).toEqual([]);
});
