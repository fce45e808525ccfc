import { en } from "./en.ts";
import { inChosenLanguage } from "./in-chosen-language.ts";

/** What every language has to say: a catalogue without one of these fails the build. */
export type Catalogue = typeof en;

export const words: Catalogue = await inChosenLanguage(en, async () => (await import("./cy.ts")).cy);
