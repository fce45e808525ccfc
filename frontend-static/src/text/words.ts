import { en } from "./en.ts";

/** The one language there is so far. Another is a second catalogue of this same type. */
export type Catalogue = typeof en;

export const words: Catalogue = en;
