import { expect, test } from "vitest";
import { commandOf, ShortcutSwitch, takesLetters } from "./shortcuts";

const pressed = (key: string, change = {}) => ({
  key,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  repeat: false,
  ...change,
});

test("a key does what the help says of it, capital or small", () => {
  expect(commandOf(pressed("j"), false)).toBe("next");
  expect(commandOf(pressed("R"), false)).toBe("reject");
  expect(commandOf(pressed("x"), false)).toBeUndefined();
});

test("no key is taken from somebody who types", () => {
  expect(commandOf(pressed("a"), true)).toBeUndefined();
  for (const tagName of ["INPUT", "TEXTAREA", "SELECT"]) expect(takesLetters({ tagName })).toBe(true);
  expect(takesLetters({ tagName: "DIV", isContentEditable: true })).toBe(true);
  expect(takesLetters({ tagName: "BUTTON" })).toBe(false);
  expect(takesLetters(null)).toBe(false);
});

test.each(["ctrlKey", "altKey", "metaKey"])("with %s a key belongs to the browser", (modifier) => {
  expect(commandOf(pressed("r", { [modifier]: true }), false)).toBeUndefined();
});

test("a key that is held down walks through the queue, and decides nothing", () => {
  expect(commandOf(pressed("j", { repeat: true }), false)).toBe("next");
  expect(commandOf(pressed("a", { repeat: true }), false)).toBeUndefined();
});

test("who switches the shortcuts off finds them off the next time", () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
  };
  expect(new ShortcutSwitch(storage).on).toBe(true);

  new ShortcutSwitch(storage).turn(false);

  expect(new ShortcutSwitch(storage).on).toBe(false);
});
