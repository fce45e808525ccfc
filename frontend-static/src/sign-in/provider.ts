import { Trouble } from "../api/trouble";

/** Where people sign in: endpoints of an OpenID Connect provider, and our name there. */
export interface Provider {
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  readonly logoutUrl: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
}

/** Where a supplier brings a provider of its own for customers, staff have another. */
export interface Providers extends Provider {
  readonly staff?: Provider;
}

export const providerFor = (staff: boolean, providers: Providers): Provider =>
  (staff ? providers.staff : undefined) ?? providers;

/** The providers as the service names them, asked for once: the built site is the same everywhere. */
export function providerAt(path: string, send: typeof fetch): () => Promise<Providers> {
  let asked: Promise<Providers> | undefined;
  return () => {
    asked ??= load(path, send).catch((error: unknown) => {
      asked = undefined;
      throw error;
    });
    return asked;
  };
}

async function load(path: string, send: typeof fetch): Promise<Providers> {
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
