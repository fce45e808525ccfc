import { Session } from "../sign-in/session";
import { SignIn } from "../sign-in/sign-in";

const provider = {
  authorizeUrl: "https://provider.example/oauth2/authorize",
  tokenUrl: "https://provider.example/oauth2/token",
  logoutUrl: "https://provider.example/logout",
  clientId: "client-1",
  scopes: ["openid", "profile"],
};

const staffProvider = {
  authorizeUrl: "https://staff.example/oauth2/authorize",
  tokenUrl: "https://staff.example/oauth2/token",
  logoutUrl: "https://staff.example/logout",
  clientId: "client-2",
  scopes: ["openid"],
};

type Answer = object | Response | "network failure";

/** A provider that gives the answers listed, one for each request for tokens; a clock, and a tab's storage. */
export function aProvider(...answers: Answer[]) {
  const requests: Record<string, string>[] = [];
  const asked: string[] = [];
  const providers: { staff?: typeof staffProvider } = {};
  const kept = new Map<string, string>();
  const clock = { now: Date.parse("2026-11-23T09:00:00Z") };
  const around = {
    provider: async () => ({ ...provider, ...providers }),
    storage: {
      getItem: (name: string) => kept.get(name) ?? null,
      setItem: (name: string, value: string) => void kept.set(name, value),
      removeItem: (name: string) => void kept.delete(name),
    },
    send: async (address: unknown, request?: RequestInit) => {
      asked.push(String(address));
      requests.push(Object.fromEntries(request?.body as URLSearchParams));
      const answer = answers.shift();
      if (answer === "network failure") throw new TypeError("Failed to fetch");
      return answer instanceof Response ? answer : Response.json(answer);
    },
    now: () => clock.now,
    origin: "https://meter.example",
    randomness: crypto,
    digest: crypto.subtle,
  };
  const session = new Session(around);
  const withStaff = () => {
    providers.staff = staffProvider;
  };
  return { around, session, signIn: new SignIn(session, around), requests, asked, clock, kept, withStaff };
}

export const granted = (access: string, refresh?: string) => ({
  access_token: access,
  expires_in: 3600,
  ...(refresh ? { refresh_token: refresh } : {}),
});

export const refusedGrant = () => Response.json({ error: "invalid_grant" }, { status: 400 });
