import { GraphqlEndpoint } from "../api/graphql-endpoint";
import { GuestService } from "../api/guest-service";

export interface SentRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** The argument `input`, where the operation has one. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it knows was sent
  readonly input: any;
}

type Answer = object | "network failure" | Response;

/** The real service client over a network that gives the answers listed, one for each request, and keeps what was sent. */
export function aService(...answers: Answer[]): { service: GuestService; sent: SentRequest[] } {
  const sent: SentRequest[] = [];
  const network = async (_path: unknown, request?: RequestInit): Promise<Response> => {
    const { query, variables } = JSON.parse(String(request?.body));
    sent.push({ headers: request?.headers as Record<string, string>, query, variables, input: variables.input });
    const answer = answers.shift();
    if (answer === "network failure") throw new TypeError("Failed to fetch");
    return answer instanceof Response ? answer : Response.json(answer);
  };
  return { service: new GuestService(new GraphqlEndpoint("/graphql", network)), sent };
}

export const identified = (...meters: object[]) => ({
  data: { startGuestJourney: { __typename: "GuestJourney", token: "token-1", expiresAt: "", meters } },
});

export const refused = (message: string, retryAt: string | null = null) => ({
  data: { startGuestJourney: { __typename: "GuestJourneyRefused", message, retryAt } },
});

export const submitted = (outcome: { __typename: string; [field: string]: unknown }) => ({
  data: { submitReading: { findings: [], ...outcome } },
});

/** What API Gateway says by itself: JSON, and no GraphQL. */
export const gateway = (message: string, status: number) => Response.json({ message }, { status });

export const failed = (code: string, extensions: object = {}, message = code) => ({
  data: null,
  errors: [{ message, extensions: { code, ...extensions } }],
});
