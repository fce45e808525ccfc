import type { Session } from "../sign-in/session";
import type {
  AccountDetailsFragment,
  AccountMeterFragment,
  JudgedFindingFragment,
  KnownReadingFragment,
  TypedDocumentString,
  ViewerQuery,
} from "./generated/operations";
import type { GraphqlEndpoint } from "./graphql-endpoint";
import { Trouble } from "./trouble";

export type Viewer = NonNullable<ViewerQuery["viewer"]>;
export type Account = AccountDetailsFragment;
export type AccountMeter = AccountMeterFragment;
export type KnownReading = KnownReadingFragment;
export type JudgedFinding = JudgedFindingFragment;

/** What the service does for somebody who has signed in. */
export class SignedInService {
  constructor(
    private readonly endpoint: Pick<GraphqlEndpoint, "run">,
    private readonly session: Pick<Session, "accessToken" | "end">,
  ) {}

  /** Rejects with the trouble "expired", and ends the session, where the service does not take its token. */
  async ask<Result, Variables>(
    document: TypedDocumentString<Result, Variables>,
    variables: Variables,
  ): Promise<Result> {
    const token = await this.session.accessToken();
    try {
      return await this.endpoint.run(document, variables, token);
    } catch (error) {
      if (error instanceof Trouble && error.kind === "expired") this.session.end();
      throw error;
    }
  }
}
