import { Trouble, type TroubleKind } from "./trouble";

interface GraphqlError {
  message: string;
  extensions?: { code?: string; field?: string; retryAt?: string };
}

const kinds: Readonly<Record<string, TroubleKind>> = {
  BAD_USER_INPUT: "bad-input",
  UNAUTHENTICATED: "expired",
  FORBIDDEN: "forbidden",
  THROTTLED: "throttled",
  UNAVAILABLE: "unavailable",
  READ_ONLY: "read-only",
};

/** The data of a GraphQL answer, or the trouble that its first error stands for. */
export function dataOf<Data>(answer: unknown): Data {
  const { data, errors } = (answer ?? {}) as { data?: Data | null; errors?: GraphqlError[] };
  const error = errors?.[0];
  if (error) throw troubleOf(error);
  if (!data) throw new Trouble("unavailable");
  return data;
}

function troubleOf({ message, extensions = {} }: GraphqlError): Trouble {
  const kind = kinds[extensions.code ?? ""] ?? "broken";
  return new Trouble(kind, { message, retryAt: extensions.retryAt, field: extensions.field });
}
