import type { Plugin } from "vite";
import { words } from "../src/text/words.ts";

/** Fills `{{group.key}}` in the HTML pages from the text catalogue, so that the pages too can be translated. */
export function wordsInPages(): Plugin {
  return {
    name: "words-in-pages",
    transformIndexHtml: {
      order: "pre",
      handler: (html) => html.replaceAll(/\{\{(\w+)\.(\w+)\}\}/g, (_, group, key) => wordAt(group, key)),
    },
  };
}

function wordAt(group: string, key: string): string {
  const catalogue: Record<string, Record<string, unknown>> = words;
  const word = catalogue[group]?.[key];
  if (typeof word !== "string") throw new Error(`No text ${group}.${key} in the catalogue`);
  return word.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
