import { expect, test } from "vitest";
import { addressOf, PlaceInPage } from "./place-in-page";

function aPage(hash: string) {
  return { location: { hash }, addEventListener: () => {} };
}

test("a place is found again by its address, whatever is in it", () => {
  const address = addressOf("account", "85/00", "m#1");

  expect(new PlaceInPage(aPage(address)).parts).toEqual(["account", "85/00", "m#1"]);
});

test("the link past the header leaves the place as it is", () => {
  const page = aPage("#account/8500417731");
  const place = new PlaceInPage(page);
  expect(place.parts).toHaveLength(2);

  page.location.hash = "#main";

  expect(place.parts).toEqual(["account", "8500417731"]);
});

test("an address that nobody made is no error", () => {
  expect(new PlaceInPage(aPage("#%E0%A4%A")).parts).toEqual(["%E0%A4%A"]);
});
