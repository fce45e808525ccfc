import { chosenLanguage } from "./language.ts";

/**
 * The catalogue in the language of this page. English comes with the page; Welsh is loaded where it is spoken, before
 * anything is shown. A catalogue imports nothing but types, or its loading would wait for itself.
 */
export async function inChosenLanguage<Words>(english: Words, welsh: () => Promise<Words>): Promise<Words> {
  return chosenLanguage(globalThis) === "cy" ? welsh() : english;
}
