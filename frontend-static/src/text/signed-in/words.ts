import { inChosenLanguage } from "../in-chosen-language.ts";
import { en } from "./en.ts";

/** Of the pages for people who have signed in; guests do not load it. */
export type SignedInCatalogue = typeof en;

export const signedInWords: SignedInCatalogue = await inChosenLanguage(en, async () => (await import("./cy.ts")).cy);
