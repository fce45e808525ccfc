import { Changing } from "../journey/changing";

/** What a browser has for a wall; it may lack either. */
export interface WallScreen {
  readonly page: Pick<Document, "addEventListener" | "visibilityState" | "fullscreenElement" | "exitFullscreen"> & {
    readonly documentElement: Partial<Pick<Element, "requestFullscreen">>;
  };
  readonly wakeLock: Pick<WakeLock, "request"> | undefined;
}

/** The room on the whole of a screen, which stays awake meanwhile. Without either the room still moves. */
export class Wall extends Changing {
  private up = false;
  private lock: Promise<{ release(): Promise<void> } | undefined> | undefined;

  constructor(private readonly screen: WallScreen) {
    super();
    const { page } = screen;
    page.addEventListener("fullscreenchange", () => this.changed());
    // A browser lets go of the screen whenever nobody can see the page.
    page.addEventListener("visibilitychange", () => {
      if (this.up && page.visibilityState === "visible") this.keepAwake();
    });
  }

  get canFill(): boolean {
    return this.screen.page.documentElement.requestFullscreen !== undefined && !this.fills;
  }

  get fills(): boolean {
    return this.screen.page.fullscreenElement !== null;
  }

  /** While the room hangs there; returns what takes it down. */
  hang(): () => void {
    this.up = true;
    this.keepAwake();
    return () => {
      this.up = false;
      void this.lock?.then((lock) => lock?.release());
      this.lock = undefined;
      if (this.fills) void this.screen.page.exitFullscreen().catch(refused);
    };
  }

  /** A browser allows it after a click only. */
  fill(): void {
    void this.screen.page.documentElement.requestFullscreen?.({ navigationUI: "hide" }).catch(refused);
  }

  private keepAwake(): void {
    this.lock = this.screen.wakeLock?.request("screen").catch(refused);
  }
}

/** By the browser's settings, or since the battery is low: the room is shown all the same. */
const refused = () => undefined;
