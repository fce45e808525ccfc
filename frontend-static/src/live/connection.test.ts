import { expect, test } from "vitest";
import { after, type ConnectionEvent, unconnected } from "./connection";

const phaseAfter = (...events: ConnectionEvent[]) => events.reduce(after, unconnected).phase;

test.each<[string, ConnectionEvent[], string]>([
  ["nothing is said of a first try that fails", ["closed"], "connecting"],
  ["a person is told once a second try fails", ["closed", "closed"], "lost"],
  ["a short break is not worth a word", ["connected", "closed"], "live"],
  ["a planned reconnection is not worth a word", ["connected", "closed", "connected", "closed"], "live"],
  ["a longer break is told", ["connected", "closed", "closed"], "lost"],
  ["a connection that is back is told", ["closed", "closed", "connected"], "live"],
  ["what the service refuses is not to be had", ["connected", "failed", "closed"], "lost"],
  ["an expired token ends it", ["connected", "expired", "closed", "closed"], "ended"],
])("%s", (_, events, phase) => {
  expect(phaseAfter(...events)).toBe(phase);
});
