import { readFileSync } from "node:fs";
import type { Plugin } from "vite";
import { en } from "../src/text/en.ts";
import { unavailable } from "../src/text/unavailable.ts";
import { wordAt } from "../src/text/word-at.ts";

/**
 * Puts what all pages share (build/shell/) into each HTML page, and fills `{{group.key}}` from the English catalogue;
 * the one page without a script says all in both languages (`{{unavailable.cy.title}}`).
 * An element with `data-words` is filled again in the page, where its language is another (src/page.ts).
 */
export function pageShell(): Plugin {
  return {
    name: "page-shell",
    transformIndexHtml: {
      order: "pre",
      handler: (html) =>
        html
          .replaceAll(/^ *<!-- shell: (\w+) -->\n/gm, (_, part) => shellPart(part))
          .replaceAll(/\{\{([\w.]+)\}\}/g, (_, place) => escaped(wordAt(place, { ...en, unavailable }))),
    },
  };
}

const shellPart = (part: string) => readFileSync(new URL(`./shell/${part}.html`, import.meta.url), "utf8");

function escaped(word: string): string {
  return word.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
