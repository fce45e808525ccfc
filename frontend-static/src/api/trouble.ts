/** What can go wrong between this page and the service, as far as the person at the page can tell the difference. */
export type TroubleKind =
  | "offline"
  | "unavailable"
  | "read-only"
  | "throttled"
  | "expired"
  | "forbidden"
  | "bad-input"
  | "broken";

export class Trouble extends Error {
  /** RFC 3339; when trying again makes sense. */
  readonly retryAt: string | undefined;
  /** The input that the service could not use: "postcode", "registers.0.value". */
  readonly field: string | undefined;

  constructor(
    readonly kind: TroubleKind,
    about: { message?: string; retryAt?: string | undefined; field?: string | undefined } = {},
  ) {
    super(about.message ?? kind);
    this.retryAt = about.retryAt;
    this.field = about.field;
  }
}
