import type { Account } from "../../api/signed-in-service";
import { signedInWords } from "../../text/signed-in/words";
import { Facts } from "./facts";

const text = signedInWords.account;

export function AccountHead({ account: { number, name, address, postcode } }: { account: Account }) {
  return (
    <Facts
      facts={[
        [text.number, number],
        [text.address, [name, address, postcode].filter(Boolean).join(", ")],
      ]}
    />
  );
}
