import { expect, test } from "vitest";
import { socketAddress } from "./socket-address";

test.each([
  ["https://reads.example/?utm=1#main", "wss://reads.example/graphql"],
  ["http://127.0.0.1:8000/index.html", "ws://127.0.0.1:8000/graphql"],
])("the socket of %s is %s: same origin, as safe as the page", (page, address) => {
  expect(socketAddress("/graphql", page)).toBe(address);
});
