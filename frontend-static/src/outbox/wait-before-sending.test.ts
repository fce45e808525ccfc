import { expect, test } from "vitest";
import { afterReadOnly } from "./wait-before-sending";

test("whoever was told the same time comes back after it, and not all at once", () => {
  expect(afterReadOnly("2026-11-23T10:00:00Z", 0)).toBe("2026-11-23T10:00:00.000Z");
  expect(afterReadOnly("2026-11-23T10:00:00Z", 0.5)).toBe("2026-11-23T10:00:05.000Z");
});
