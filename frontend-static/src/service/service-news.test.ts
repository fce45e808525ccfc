import { expect, test } from "vitest";
import { Trouble } from "../api/trouble";
import { ServiceNews, type ServiceStatus } from "./service-news";

const well: ServiceStatus = { readOnly: false, message: null, retryAt: null };
const closed: ServiceStatus = { readOnly: true, message: "Back at noon.", retryAt: "2026-11-24T12:00:00Z" };

function someNews(answers: (ServiceStatus | Trouble)[], keepsLooking = false) {
  const planned: (() => void)[] = [];
  const back: string[] = [];
  const news = new ServiceNews({
    ask: async () => {
      const answer = answers.shift();
      if (!answer) throw new Error("Nothing was to be asked");
      if (answer instanceof Trouble) throw answer;
      return answer;
    },
    later: (_, act) => {
      planned.push(act);
      return () => planned.splice(planned.indexOf(act), 1);
    },
    luck: () => 0,
    keepsLooking,
    back: () => back.push("back"),
  });
  return { news, planned, back };
}

test("while all is well a page asks once", async () => {
  const { news, planned } = someNews([well]);

  await news.look();

  expect(news.readOnly).toBe(false);
  expect(planned).toEqual([]);
});

test("a page that is told of the switch looks again until changes are taken, and says so once", async () => {
  const { news, planned, back } = someNews([closed, closed, well]);

  await news.look();
  expect(news.status).toEqual(closed);
  planned[0]?.();
  await news.look();
  expect(back).toEqual([]);
  planned.at(-1)?.();
  await news.look();

  expect(news.readOnly).toBe(false);
  expect(back).toEqual(["back"]);
});

test("without an answer the last word holds, and is asked for again", async () => {
  const { news, planned } = someNews([closed, new Trouble("offline")]);
  await news.look();

  await news.look();

  expect(news.readOnly).toBe(true);
  expect(planned).toHaveLength(1);
});

test("two looks at a time are one question", async () => {
  const { news } = someNews([well]);

  await Promise.all([news.look(), news.look()]);

  expect(news.status).toEqual(well);
});

test("a page that sends nothing keeps looking, so that a wall hears of it too", async () => {
  const { news, planned } = someNews([well, closed], true);
  await news.look();

  planned[0]?.();
  await news.look();

  expect(news.readOnly).toBe(true);
});
