import { Trouble } from "../api/trouble";

/** Where people sign in: endpoints of an OpenID Connect provider, and our name there. */
export interface Provider {
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  readonly logoutUrl: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
}

/** The provider as the service names it, asked for once: the built site is the same everywhere. */
export function providerAt(path: string, send: typeof fetch): () => Promise<Provider> {
  let asked: Promise<Provider> | undefined;
  return () => {
    asked ??= load(path, send).catch((error: unknown) => {
      asked = undefined;
      throw error;
    });
    return asked;
  };
}

async function load(path: string, send: typeof fetch): Promise<Provider> {
  let response: Response;
  try {
    response = await send(path, { credentials: "omit" });
  } catch {
    throw new Trouble("offline");
  }
  if (!response.ok) throw new Trouble("unavailable");
  return response.json().catch(() => {
    throw new Trouble("unavailable");
  });
}
