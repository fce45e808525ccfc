import { expect, test } from "vitest";
import { Wall } from "./wall";

function aScreen({ refuses = false } = {}) {
  const heard = new Map<string, () => void>();
  const locks: { released: boolean }[] = [];
  const page = {
    visibilityState: "visible" as DocumentVisibilityState,
    fullscreenElement: null as Element | null,
    addEventListener: (name: string, hear: () => void) => void heard.set(name, hear),
    documentElement: {
      requestFullscreen: async () => {
        if (refused()) return;
        page.fullscreenElement = {} as Element;
        heard.get("fullscreenchange")?.();
      },
    },
    exitFullscreen: async () => {
      page.fullscreenElement = null;
      heard.get("fullscreenchange")?.();
    },
  };
  const refused = () => {
    if (refuses) throw new DOMException("No", "NotAllowedError");
    return false;
  };
  const wakeLock = {
    request: async () => {
      refused();
      const lock = { released: false, release: async () => void Object.assign(lock, { released: true }) };
      locks.push(lock);
      return lock as unknown as WakeLockSentinel;
    },
  };
  return { page, heard, locks, wall: new Wall({ page: page as never, wakeLock }) };
}

test("the screen stays awake for as long as the room hangs there", async () => {
  const { wall, locks } = aScreen();

  const takeDown = wall.hang();
  await Promise.resolve();
  expect(locks).toMatchObject([{ released: false }]);
  takeDown();
  await new Promise(setImmediate);

  expect(locks).toMatchObject([{ released: true }]);
});

test("a page that was out of sight keeps the screen awake again", () => {
  const { wall, locks, heard } = aScreen();
  wall.hang();

  heard.get("visibilitychange")?.();

  expect(locks).toHaveLength(2);
});

test("the whole screen is filled on request, and given back when the room is taken down", async () => {
  const { wall } = aScreen();
  const takeDown = wall.hang();
  expect(wall.canFill).toBe(true);

  wall.fill();
  expect(wall.fills).toBe(true);
  expect(wall.canFill).toBe(false);
  takeDown();

  expect(wall.fills).toBe(false);
});

test("a browser that allows neither shows the room all the same", async () => {
  const { wall } = aScreen({ refuses: true });

  const takeDown = wall.hang();
  wall.fill();
  await new Promise(setImmediate);
  takeDown();

  expect(wall.fills).toBe(false);
});
