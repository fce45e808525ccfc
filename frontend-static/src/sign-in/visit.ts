import { type Role, ViewerDocument } from "../api/generated/operations";
import type { SignedInService, Viewer } from "../api/signed-in-service";
import { Asking } from "../journey/asking";
import type { ServiceNews } from "../service/service-news";
import type { Session } from "./session";
import type { SignIn } from "./sign-in";

/** Who is at a page that needs a sign-in, and the ways in and out. */
export class Visit extends Asking {
  /** Undefined until the service has said who it is. */
  viewer: Viewer | undefined;
  /** From the wish to sign in or out until the browser has left the page. */
  leaving = false;

  constructor(
    readonly session: Session,
    private readonly signIn: Pick<SignIn, "address" | "signOut">,
    private readonly service: Pick<SignedInService, "ask">,
    private readonly page: { readonly location: Pick<Location, "pathname" | "search" | "hash" | "assign"> },
    readonly news: ServiceNews,
  ) {
    super();
    session.watch(() => this.changed());
  }

  get signedIn(): boolean {
    return this.session.signedIn;
  }

  is(role: Role): boolean {
    return this.viewer?.roles.includes(role) ?? false;
  }

  async begin(): Promise<void> {
    if (!this.signedIn) return;
    await this.attempt(async () => {
      const { viewer, service } = await this.service.ask(ViewerDocument, {});
      this.news.hear(service);
      this.viewer = viewer ?? undefined;
      // A token that the service takes for nobody's is of no use.
      if (!viewer) this.session.end();
    });
  }

  async goToSignIn(): Promise<void> {
    const { pathname, search, hash } = this.page.location;
    await this.leave(() => this.signIn.address(pathname + search + hash));
  }

  async goToSignOut(): Promise<void> {
    await this.leave(() => this.signIn.signOut());
  }

  private async leave(address: () => Promise<string>): Promise<void> {
    this.leaving = true;
    await this.attempt(async () => this.page.location.assign(await address()));
    this.leaving = this.trouble === undefined;
    this.changed();
  }
}

const pagesOf = {
  GUEST: [],
  CUSTOMER: ["account"],
  AGENT: ["agent", "operations"],
  OPERATOR: ["operations"],
} as const satisfies Record<Role, readonly string[]>;

export type OwnPage = (typeof pagesOf)[Role][number];

/** The pages that are for somebody with these roles, each once. */
export function pagesFor(roles: readonly Role[]): OwnPage[] {
  return [...new Set(roles.flatMap((role): readonly OwnPage[] => pagesOf[role]))];
}

export const addressOfPage = (page: OwnPage) => `/${page}.html`;
