import { Trouble } from "../api/trouble";
import type { Provider } from "./provider";

export interface Tokens {
  readonly access: string;
  /** Absent where the provider gives none; a new one may come with each use. */
  readonly refresh?: string | undefined;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  /** Whether the provider for staff gave them. */
  readonly staff?: boolean;
}

type Grant =
  | { grant_type: "authorization_code"; code: string; code_verifier: string; redirect_uri: string }
  | { grant_type: "refresh_token"; refresh_token: string };

/** The provider would not give tokens for what was shown to it. */
export class GrantRefused extends Error {}

/** Asks the provider for tokens, by RFC 6749. Rejects with GrantRefused, or with Trouble where it was not reached. */
export async function requestTokens(
  provider: Provider,
  grant: Grant,
  { send, now }: { send: typeof fetch; now: () => number },
): Promise<Tokens> {
  const asked = now();
  const response = await post(provider, grant, send);
  if (response.status === 400 || response.status === 401) throw new GrantRefused(await response.text());
  const { access_token: access, refresh_token: refresh, expires_in: seconds } = await contentOf(response);
  if (typeof access !== "string" || typeof seconds !== "number") throw new Trouble("unavailable");
  const kept = grant.grant_type === "refresh_token" ? grant.refresh_token : undefined;
  return { access, refresh: typeof refresh === "string" ? refresh : kept, expiresAt: asked + seconds * 1000 };
}

async function post({ tokenUrl, clientId }: Provider, grant: Grant, send: typeof fetch): Promise<Response> {
  try {
    return await send(tokenUrl, {
      method: "POST",
      body: new URLSearchParams({ ...grant, client_id: clientId }),
      credentials: "omit",
      cache: "no-store",
    });
  } catch {
    throw new Trouble("offline");
  }
}

async function contentOf(response: Response): Promise<Record<string, unknown>> {
  if (!response.ok) throw new Trouble("unavailable");
  return response.json().catch(() => {
    throw new Trouble("unavailable");
  });
}
