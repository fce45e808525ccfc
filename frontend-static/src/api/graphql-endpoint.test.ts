import { expect, test } from "vitest";
import { aService, failed, gateway } from "../testing/a-service";

test("a wait that the service asks for reaches the page", async () => {
  const { service } = aService(failed("THROTTLED", { retryAt: "2026-11-23T10:00:00Z" }));

  const answer = service.checkReceipt("R-1", "s");

  await expect(answer).rejects.toMatchObject({ kind: "throttled", retryAt: "2026-11-23T10:00:00Z" });
});

test.each([
  ["no network", "network failure" as const, "offline"],
  ["a page from in front of the service", new Response("<h1>502</h1>", { status: 502 }), "unavailable"],
  ["a page that turns floods away", new Response("slow down", { status: 429 }), "throttled"],
  ["an API that cannot reach its function", gateway("Internal Server Error", 500), "unavailable"],
  ["an API whose function takes too long", gateway("Service Unavailable", 503), "unavailable"],
  ["an API that turns floods away", gateway("Too Many Requests", 429), "throttled"],
  ["an answer with neither data nor errors", {}, "unavailable"],
  ["a code that is not known", failed("INTERNAL_SERVER_ERROR"), "broken"],
])("%s is told apart", async (_, answer, kind) => {
  const { service } = aService(answer);

  await expect(service.checkReceipt("R-1", "s")).rejects.toMatchObject({ kind });
});

test("answers are asked for by the GraphQL media type first", async () => {
  const { service, sent } = aService({ data: { receipt: null } });

  await service.checkReceipt("R-1", "s");

  expect(sent[0]?.headers).toEqual({
    Accept: "application/graphql-response+json, application/json;q=0.9",
    "Content-Type": "application/json",
  });
});
