import type { IdentifiedBy } from "../journey/identification";
import { words } from "../text/words";
import { Choice } from "./choice";

const text = words.identify;

export function IdentifiedByChoice({ by, choose }: { by: IdentifiedBy; choose: (by: IdentifiedBy) => void }) {
  return (
    <fieldset class="field">
      <legend>{text.by}</legend>
      <div class="choices choices-beside">
        <Choice
          id="by-account"
          name="by"
          label={text.byAccount}
          hint={text.byAccountHint}
          checked={by === "account"}
          choose={() => choose("account")}
        />
        <Choice
          id="by-supply-point"
          name="by"
          label={text.bySupplyPoint}
          hint={text.bySupplyPointHint}
          checked={by === "supplyPoint"}
          choose={() => choose("supplyPoint")}
        />
      </div>
    </fieldset>
  );
}
