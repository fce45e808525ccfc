import { Asking } from "../journey/asking";
import type { SignIn, SignInFailure } from "./sign-in";
import { addressOfPage, pagesFor, type Visit } from "./visit";

export type ReturnState = "idle" | "working" | "signed-out" | SignInFailure;

/** The page that the provider sends people back to, with a code, with an error, or signed out. */
export class SignInReturn extends Asking {
  state: ReturnState = "idle";

  constructor(
    private readonly signIn: Pick<SignIn, "finish">,
    readonly visit: Visit,
    private readonly page: {
      readonly location: Pick<Location, "search" | "pathname" | "replace">;
      readonly history: Pick<History, "replaceState">;
    },
  ) {
    super();
    visit.watch(() => this.changed());
  }

  async begin(): Promise<void> {
    const { search, pathname } = this.page.location;
    const given = new URLSearchParams(search);
    if (given.has("signed-out")) this.show("signed-out");
    else if (given.has("code") || given.has("error")) {
      // Neither the history nor a link copied from here is to hold a code.
      this.page.history.replaceState(null, "", pathname);
      await this.finish(search);
    } else if (this.visit.signedIn) await this.goOn();
  }

  private async finish(search: string): Promise<void> {
    this.show("working");
    await this.attempt(async () => {
      const result = await this.signIn.finish(search);
      if ("failure" in result) this.state = result.failure;
      else if (result.back) this.page.location.replace(result.back);
      else await this.goOn();
    });
    // The code is spent, or unreachable: only a new start helps.
    if (this.trouble) this.show("idle");
  }

  /** To the first page that is for this person. */
  private async goOn(): Promise<void> {
    this.show("working");
    await this.visit.begin();
    const [first] = pagesFor(this.visit.viewer?.roles ?? []);
    if (first) this.page.location.replace(addressOfPage(first));
    else this.show("idle");
  }

  private show(state: ReturnState): void {
    this.state = state;
    this.changed();
  }
}
