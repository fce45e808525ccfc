import { expect, test } from "vitest";
import { wayBack } from "./way-back";

const origin = "https://meter.example";

test("people come back to where they were, query and fragment and all", () => {
  expect(wayBack("/agent.html?x=1#account/8500417731", origin)).toBe("/agent.html?x=1#account/8500417731");
});

test.each([
  "https://elsewhere.example/account.html",
  "//elsewhere.example/account.html",
  "/\\elsewhere.example/account.html",
  "https://meter.example@elsewhere.example/account.html",
  "https://meter.example.elsewhere.example/account.html",
  "javascript:alert(1)",
  "data:text/html,x",
  "/graphql",
  "/sign-in.html",
  "http://[",
  "",
  null,
])("nobody is sent to %j", (wished) => {
  expect(wayBack(wished, origin)).toBeUndefined();
});
