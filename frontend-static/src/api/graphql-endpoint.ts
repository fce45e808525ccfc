import type { TypedDocumentString } from "./generated/operations";
import { dataOf } from "./graphql-answer";
import { Trouble } from "./trouble";

/** Long enough for one bar of signal, short enough that nobody stares at a dead page. */
const patienceMs = 30_000;

/** POSTs operations to one GraphQL endpoint of the same origin. Every failure is a `Trouble`. */
export class GraphqlEndpoint {
  constructor(
    private readonly path: string,
    private readonly send: typeof fetch,
    /** Is told of each trouble by the way; whoever asked meets it all the same. */
    private readonly hear: (trouble: Trouble) => void = () => {},
  ) {}

  async run<Result, Variables>(
    document: TypedDocumentString<Result, Variables>,
    variables: Variables,
    token?: string,
  ): Promise<Result> {
    const body = JSON.stringify({ query: document.toString(), variables });
    try {
      return dataOf<Result>(await this.answerTo(body, token));
    } catch (error) {
      if (error instanceof Trouble) this.hear(error);
      throw error;
    }
  }

  private async answerTo(body: string, token?: string): Promise<unknown> {
    let response: Response;
    let text: string;
    try {
      response = await this.send(this.path, {
        method: "POST",
        headers: headers(token),
        body,
        credentials: "omit",
        cache: "no-store",
        signal: AbortSignal.timeout(patienceMs),
      });
      text = await response.text();
    } catch {
      throw new Trouble("offline");
    }
    const answer = parsed(text);
    // A page or a message from whatever stands before the service, which was reached: the service was not.
    if (!isGraphql(answer)) throw new Trouble(response.status === 429 ? "throttled" : "unavailable");
    return answer;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isGraphql = (answer: unknown) =>
  typeof answer === "object" && answer !== null && ("data" in answer || "errors" in answer);

function headers(token?: string): Record<string, string> {
  return {
    Accept: "application/graphql-response+json, application/json;q=0.9",
    "Content-Type": "application/json",
    ...(token ? { Authorization: `Bearer ${token}` } : {}),
  };
}
