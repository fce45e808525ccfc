import { expect, test } from "vitest";
import { ADevice } from "../testing/a-device";
import { aMeter, aReceipt } from "../testing/a-meter";
import { aService, identified, submitted } from "../testing/a-service";
import { GuestJourney } from "./guest-journey";
import { ReadingDrafts } from "./reading-drafts";
import { keepStepHistory } from "./step-history";

/** A browser's history as the standard has it, as far as steps need it. */
function aPage() {
  const events = new EventTarget();
  const entries: unknown[] = [null];
  let at = 0;
  const page = {
    history: {
      pushState: (state: unknown) => entries.splice(++at, Number.POSITIVE_INFINITY, state),
      replaceState: (state: unknown) => {
        entries[at] = state;
      },
    },
    addEventListener: events.addEventListener.bind(events),
  } as unknown as Parameters<typeof keepStepHistory>[1];
  const go = (by: number) => {
    at += by;
    events.dispatchEvent(Object.assign(new Event("popstate"), { state: entries[at] }));
  };
  return { page, go, length: () => entries.length };
}

async function aJourneyOn(page: Parameters<typeof keepStepHistory>[1]) {
  const accepted = submitted({ __typename: "ReadingAccepted", receipt: aReceipt() });
  const { service } = aService(identified(aMeter()), accepted);
  const drafts = new ReadingDrafts(
    () => "2026-11-23",
    () => "key",
  );
  const journey = new GuestJourney(new ADevice().needs(service), drafts);
  keepStepHistory(journey, page);
  journey.identifyWith({ accountNumber: "8500417731", postcode: "B33 9QX" });
  await journey.identify();
  journey.setValue("1", "16090");
  return journey;
}

test("Back and Forward move between the steps and lose nothing that was typed", async () => {
  const { page, go } = aPage();
  const journey = await aJourneyOn(page);

  go(-1);
  expect(journey.step).toBe("identify");
  go(1);

  expect(journey.step).toBe("enter");
  expect(journey.reading?.value("1")).toBe("16090");
});

test("there is no way back into a reading that was sent", async () => {
  const { page, go, length } = aPage();
  const journey = await aJourneyOn(page);
  await journey.send();
  expect(length()).toBe(2);

  go(-1);
  go(1);

  expect(journey.step).toBe("enter");
  expect(journey.reading?.value("1")).toBe("");
});
