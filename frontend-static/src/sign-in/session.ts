import { Trouble } from "../api/trouble";
import { Changing } from "../journey/changing";
import { type Provider, type Providers, providerFor } from "./provider";
import { GrantRefused, requestTokens, type Tokens } from "./tokens";

const place = "meter-reads.session";

/** A new token is asked for this long before the old one ends, so that none ends on its way. Milliseconds. */
const before = 60_000;

export interface SessionSurroundings {
  readonly provider: () => Promise<Providers>;
  /** That of the window: it survives a reload and ends with the tab. */
  readonly storage: Pick<Storage, "getItem" | "setItem" | "removeItem">;
  readonly send: typeof fetch;
  readonly now: () => number;
}

/** That somebody is signed in, for as long as the provider says so. */
export class Session extends Changing {
  private tokens: Tokens | undefined;
  private refreshing: Promise<Tokens> | undefined;

  constructor(private readonly around: SessionSurroundings) {
    super();
    this.tokens = stored(around.storage);
  }

  get signedIn(): boolean {
    const { tokens } = this;
    return tokens !== undefined && (tokens.refresh !== undefined || this.isFresh(tokens, 0));
  }

  /** Milliseconds since 1970; when the token that is in use now ends. */
  get tokenEnds(): number {
    return this.tokens?.expiresAt ?? 0;
  }

  /** The one that the person signed in at. */
  async provider(): Promise<Provider> {
    return providerFor(this.tokens?.staff ?? false, await this.around.provider());
  }

  begin(tokens: Tokens): void {
    this.tokens = tokens;
    this.around.storage.setItem(place, JSON.stringify(tokens));
    this.changed();
  }

  end(): void {
    this.tokens = undefined;
    this.around.storage.removeItem(place);
    this.changed();
  }

  /** Rejects with the trouble "expired" where signing in again is the only way on. */
  async accessToken(): Promise<string> {
    const { tokens } = this;
    if (!tokens) throw new Trouble("expired");
    if (this.isFresh(tokens, before)) return tokens.access;
    if (tokens.refresh === undefined) return this.lastUse(tokens);
    this.refreshing ??= this.refreshed(tokens.refresh).finally(() => {
      this.refreshing = undefined;
    });
    return (await this.refreshing).access;
  }

  /** Without a refresh token, a token serves until its very end. */
  private lastUse(tokens: Tokens): string {
    if (this.isFresh(tokens, 0)) return tokens.access;
    this.end();
    throw new Trouble("expired");
  }

  private async refreshed(token: string): Promise<Tokens> {
    try {
      const grant = { grant_type: "refresh_token", refresh_token: token } as const;
      const tokens = await requestTokens(await this.provider(), grant, this.around);
      // Somebody may have signed out while the answer was on its way.
      if (!this.tokens) throw new Trouble("expired");
      const renewed = { ...tokens, staff: this.tokens.staff ?? false };
      this.begin(renewed);
      return renewed;
    } catch (error) {
      if (!(error instanceof GrantRefused)) throw error;
      this.end();
      throw new Trouble("expired");
    }
  }

  private isFresh({ expiresAt }: Tokens, margin: number): boolean {
    return this.around.now() < expiresAt - margin;
  }
}

function stored(storage: SessionSurroundings["storage"]): Tokens | undefined {
  try {
    const tokens = JSON.parse(storage.getItem(place) ?? "null");
    return typeof tokens?.access === "string" && typeof tokens.expiresAt === "number" ? tokens : undefined;
  } catch {
    return undefined;
  }
}
