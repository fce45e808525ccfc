import { expect, test } from "vitest";
import { challengeOf, randomText } from "./pkce";

test("the challenge is the one of RFC 7636, appendix B", async () => {
  const challenge = await challengeOf("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", crypto.subtle);

  expect(challenge).toBe("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
});

test("a verifier has 43 characters that need no escaping, and never comes twice", () => {
  const [one, other] = [randomText(crypto), randomText(crypto)];

  expect(one).toMatch(/^[\w-]{43}$/);
  expect(other).not.toBe(one);
});
