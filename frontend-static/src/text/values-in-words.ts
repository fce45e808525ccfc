import type { MeterChange } from "../api/guest-service";
import { words } from "./words";

const list = new Intl.ListFormat(words.page.locales, { type: "unit" });

/** "16090", or "night reading 33490, day reading 24050". */
export function valuesInWords({ registers }: Pick<MeterChange["reading"], "registers">): string {
  return list.format(
    registers.map(({ register, value }) =>
      register.role === "ANYTIME" ? value : `${words.registerInSentence[register.role]} ${value}`,
    ),
  );
}
