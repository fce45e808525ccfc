import type { Finding } from "../api/guest-service";

/** Words for what the service says in English, by its codes. */
export interface ServerWords {
  readonly finding: Readonly<Record<Finding["code"], string>>;
  readonly suggestion: Readonly<Record<Finding["suggestions"][number]["kind"], string>>;
  /** Why details were not matched, and why they are not looked at for a while. */
  readonly noMatch: string;
  readonly wait: string;
  /** A field that the service cannot use. */
  readonly badField: string;
}
