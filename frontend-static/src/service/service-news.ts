import type { ServiceStatusFragment } from "../api/generated/operations";
import { Trouble } from "../api/trouble";
import { Changing } from "../journey/changing";

export type ServiceStatus = ServiceStatusFragment;

export interface ServiceNewsNeeds {
  readonly ask: () => Promise<ServiceStatus>;
  /** Does something after so many milliseconds; returns what prevents it. */
  readonly later: (ms: number, act: () => void) => () => void;
  /** A random number from 0 up to 1. */
  readonly luck: () => number;
  /** For pages that stay open for hours and send nothing: looks again also while all is well. */
  readonly keepsLooking?: boolean;
  /** Changes are taken again. */
  readonly back?: () => void;
}

/** Whether the service takes changes, as far as this page has heard. */
export class ServiceNews extends Changing {
  status: ServiceStatus | undefined;
  private looking: Promise<void> | undefined;
  private cancelNext = () => {};

  constructor(private readonly needs: ServiceNewsNeeds) {
    super();
  }

  get readOnly(): boolean {
    return this.status?.readOnly ?? false;
  }

  /** What an answer of the service said by the way. */
  hear(status: ServiceStatus): void {
    const back = this.readOnly && !status.readOnly;
    this.status = status;
    this.changed();
    if (back) this.needs.back?.();
    this.plan();
  }

  /** Asks. Without an answer the last word holds: whatever else is asked will say what is wrong. */
  look(): Promise<void> {
    this.looking ??= this.needs
      .ask()
      .then(
        (status) => this.hear(status),
        (error: unknown) => {
          if (!(error instanceof Trouble)) throw error;
          this.plan();
        },
      )
      .finally(() => {
        this.looking = undefined;
      });
    return this.looking;
  }

  private plan(): void {
    this.cancelNext();
    if (!this.readOnly && !this.needs.keepsLooking) return;
    this.cancelNext = this.needs.later(lookAgainAfter(this.needs.luck()), () => void this.look());
  }
}

/** Milliseconds: half a minute to a minute, so that not all pages ask at once. */
const lookAgainAfter = (luck: number) => 30_000 * (1 + luck);
