import { expect, test } from "vitest";
import { Trouble } from "../api/trouble";
import { aKnownReading } from "../testing/a-known-reading";
import { aSignedInService } from "../testing/a-signed-in-service";
import { MeterHistory } from "./meter-history";

const page = (ids: string[], next: string | null = null) => ({
  meter: {
    readings: {
      edges: ids.map((id) => ({ cursor: id, node: aKnownReading({ id }) })),
      pageInfo: { hasNextPage: next !== null, endCursor: next },
    },
  },
});

async function aHistory(...answers: Parameters<typeof aSignedInService>) {
  const asked = aSignedInService(...answers);
  const history = new MeterHistory(asked.service, "m-1");
  await history.load();
  return { history, ...asked };
}
const ids = (history: MeterHistory) => history.readings?.map(({ id }) => id);

test("older readings follow those that are shown, from the last cursor, each once", async () => {
  const { history, asked } = await aHistory(page(["R-3", "R-2"], "c-2"), page(["R-2", "R-1"]));

  await history.more();

  expect(ids(history)).toEqual(["R-3", "R-2", "R-1"]);
  expect(history.hasMore).toBe(false);
  expect(asked[1]).toMatchObject({ id: "m-1", after: "c-2" });
});

test("a page that did not come leaves what is shown, and can be asked for again", async () => {
  const { history } = await aHistory(page(["R-2"], "c-2"), new Trouble("offline"), page(["R-1"]));

  await history.more();
  expect(history.trouble?.kind).toBe("offline");
  await history.retry();

  expect(ids(history)).toEqual(["R-2", "R-1"]);
});

test("changes that come while the list is asked for again lead to one more time, not to many", async () => {
  const { history, asked } = await aHistory(page(["R-1"]), page(["R-2", "R-1"]), page(["R-3", "R-2", "R-1"]));

  await Promise.all([history.refresh(), history.refresh(), history.refresh()]);

  expect(ids(history)).toEqual(["R-3", "R-2", "R-1"]);
  expect(asked).toHaveLength(3);
});

test("a withdrawn reading is shown as the service has it then", async () => {
  const reading = aKnownReading({ id: "R-1", status: "WITHDRAWN" });
  const { history } = await aHistory(page(["R-2", "R-1"]), {
    withdrawReading: { __typename: "ReadingChanged", reading },
  });

  await history.withdraw(aKnownReading({ id: "R-1" }));

  expect(history.readings?.map(({ status }) => status)).toEqual(["ACCEPTED", "WITHDRAWN"]);
});

test("a withdrawal that is refused says why, and nothing changes", async () => {
  const { history } = await aHistory(page(["R-1"]), {
    withdrawReading: { __typename: "ReadingChangeRefused", code: "TOO_LATE", message: "The day is over." },
  });

  await history.withdraw(aKnownReading({ id: "R-1" }));

  expect(history.refusal).toBe("The day is over.");
  expect(ids(history)).toEqual(["R-1"]);
});

test("all readings are collected over as many pages as there are", async () => {
  const { history } = await aHistory(page(["R-3"], "c-3"), page(["R-3"], "c-3"), page(["R-2"], "c-2"), page(["R-1"]));

  expect((await history.all()).map(({ id }) => id)).toEqual(["R-3", "R-2", "R-1"]);
});
