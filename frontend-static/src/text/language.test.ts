import { expect, test } from "vitest";
import { chooseLanguage, chosenLanguage } from "./language";

const aStorage = () => {
  const items = new Map<string, string>();
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
  };
};

test("the first visit speaks the first of the browser's languages that the site speaks", () => {
  const speaking = (...languages: string[]) => chosenLanguage({ navigator: { languages } });

  expect(speaking("fr-FR", "cy-GB", "en-GB")).toBe("cy");
  expect(speaking("en-US", "cy")).toBe("en");
  expect(speaking("de")).toBe("en");
});

test("a choice is kept, and goes before the browser's languages", () => {
  const browser = { localStorage: aStorage(), navigator: { languages: ["en-GB"] } };

  chooseLanguage("cy", browser);

  expect(chosenLanguage(browser)).toBe("cy");
});

test("a browser that keeps nothing still speaks a language", () => {
  const browser = {
    get localStorage(): never {
      throw new DOMException("denied", "SecurityError");
    },
    navigator: { languages: ["cy"] },
  };

  chooseLanguage("en", browser);

  expect(chosenLanguage(browser)).toBe("cy");
});
