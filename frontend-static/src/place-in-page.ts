import { Changing } from "./journey/changing";

type PageWindow = Pick<Window, "addEventListener"> & { readonly location: { hash: string } };

/** Which part of a page is shown: "#account/8500417731/send" is account, 8500417731, send. Back and Forward move it. */
export class PlaceInPage extends Changing {
  private last: readonly string[] = [];

  constructor(private readonly page: PageWindow) {
    super();
    page.addEventListener("hashchange", () => this.changed());
  }

  get parts(): readonly string[] {
    const { hash } = this.page.location;
    // The way past the header is a link within the page too, and leads to the same part.
    if (hash !== "#main") this.last = hash.slice(1).split("/").filter(Boolean).map(decoded);
    return this.last;
  }

  /** Shows the same part anew. */
  again(): void {
    this.changed();
  }

  go(...parts: string[]): void {
    this.page.location.hash = addressOf(...parts);
  }
}

export const addressOf = (...parts: string[]) => `#${parts.map(encodeURIComponent).join("/")}`;

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
