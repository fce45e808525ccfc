import { Changing } from "./journey/changing";
import type { ProvenJourney } from "./outbox/kept-journey";

/** What a page that opens finds on this device: a guest known from before, a newer version of itself. */
export class Welcome extends Changing {
  known: ProvenJourney | undefined;
  newVersion = false;
  private load = () => {};

  constructor(private readonly forgetKnown: () => Promise<void>) {
    super();
  }

  recognise(journey: ProvenJourney | undefined): void {
    this.known = journey;
    this.changed();
  }

  async forget(): Promise<void> {
    this.recognise(undefined);
    await this.forgetKnown();
  }

  offerNewVersion(load: () => void): void {
    this.load = load;
    this.newVersion = true;
    this.changed();
  }

  loadNewVersion(): void {
    this.load();
  }
}
