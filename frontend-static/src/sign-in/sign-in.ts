import { challengeOf, type Randomness, randomText } from "./pkce";
import { providerFor } from "./provider";
import type { Session, SessionSurroundings } from "./session";
import { GrantRefused, requestTokens } from "./tokens";
import { isForStaff, wayBack } from "./way-back";

const place = "meter-reads.sign-in";

/** Why nobody is signed in after coming back: they said no there, the attempt is not ours or too old, or it was refused. */
export type SignInFailure = "cancelled" | "stale" | "refused";

export type SignInResult = { readonly back: string | undefined } | { readonly failure: SignInFailure };

interface Attempt {
  readonly state: string;
  readonly verifier: string;
  readonly back: string | undefined;
}

export interface SignInSurroundings extends SessionSurroundings {
  readonly origin: string;
  readonly randomness: Randomness;
  readonly digest: Pick<SubtleCrypto, "digest">;
}

/** The authorisation-code flow with PKCE: away to the provider, back with a code, the code for tokens. */
export class SignIn {
  constructor(
    private readonly session: Session,
    private readonly around: SignInSurroundings,
  ) {}

  /** The provider's page to go to, which sends the person back with a code. */
  async address(back: string): Promise<string> {
    const { provider, randomness, digest, origin, storage } = this.around;
    const attempt = { state: randomText(randomness), verifier: randomText(randomness), back: wayBack(back, origin) };
    const { authorizeUrl, clientId, scopes } = providerFor(isForStaff(attempt.back), await provider());
    storage.setItem(place, JSON.stringify(attempt));
    return withQuery(authorizeUrl, {
      response_type: "code",
      client_id: clientId,
      redirect_uri: this.returnAddress,
      scope: scopes.join(" "),
      state: attempt.state,
      code_challenge: await challengeOf(attempt.verifier, digest),
      code_challenge_method: "S256",
    });
  }

  /** With what the provider has put into our address. Rejects with Trouble where the provider was not reached. */
  async finish(search: string): Promise<SignInResult> {
    const given = new URLSearchParams(search);
    const attempt = this.takeAttempt();
    const code = given.get("code");
    // A code that somebody else asked for would sign this person in as them.
    if (!attempt || given.get("state") !== attempt.state) return { failure: "stale" };
    if (!code) return { failure: given.get("error") === "access_denied" ? "cancelled" : "refused" };
    try {
      const grant = {
        grant_type: "authorization_code",
        code,
        code_verifier: attempt.verifier,
        redirect_uri: this.returnAddress,
      } as const;
      // What was kept in the tab may have been changed there: it is judged again.
      const back = wayBack(attempt.back, this.around.origin);
      const staff = isForStaff(back);
      const provider = providerFor(staff, await this.around.provider());
      this.session.begin({ ...(await requestTokens(provider, grant, this.around)), staff });
      return { back };
    } catch (error) {
      if (error instanceof GrantRefused) return { failure: "refused" };
      throw error;
    }
  }

  /** Ends the session here; the address is where it ends at the provider too. */
  async signOut(): Promise<string> {
    const whose = this.session.provider();
    this.session.end();
    const { logoutUrl, clientId } = await whose;
    const after = `${this.returnAddress}?signed-out`;
    // Cognito's name for where to go then, and that of OpenID Connect.
    return withQuery(logoutUrl, { client_id: clientId, logout_uri: after, post_logout_redirect_uri: after });
  }

  private get returnAddress(): string {
    return `${this.around.origin}/sign-in.html`;
  }

  /** Each attempt serves once. */
  private takeAttempt(): Attempt | undefined {
    const { storage } = this.around;
    const text = storage.getItem(place);
    storage.removeItem(place);
    try {
      return JSON.parse(text ?? "null") ?? undefined;
    } catch {
      return undefined;
    }
  }
}

function withQuery(address: string, query: Record<string, string>): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}
