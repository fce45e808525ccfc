import type { SignedInService } from "../api/signed-in-service";
import { Trouble } from "../api/trouble";

type Answer = object | Trouble | Promise<object>;

/** A service that gives the answers listed, one for each thing that is asked, and keeps what was asked. */
export function aSignedInService(...answers: Answer[]) {
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it knows was asked
  const asked: any[] = [];
  const service = {
    ask: async (_: unknown, variables: unknown) => {
      asked.push(variables);
      const answer = answers.shift();
      if (answer === undefined) throw new Error(`Nothing was to be asked: ${JSON.stringify(variables)}`);
      if (answer instanceof Trouble) throw answer;
      return answer;
    },
  } as Pick<SignedInService, "ask">;
  return { service, asked, answers };
}
