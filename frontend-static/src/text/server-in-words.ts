import type { Finding } from "../api/guest-service";
import { words } from "./words";

/** Of what the service says in words for which there is no code, such as an explanation with its figures. */
export const serviceLanguage = words.server ? "en" : undefined;

type Told<Kind> = Kind & { readonly message: string };

/** The service's own sentence in English; in another language, the sentence for its code. */
export const findingInWords = ({ code, message }: Told<Pick<Finding, "code">>) =>
  words.server?.finding[code] ?? message;

export const suggestionInWords = ({ kind, message }: Told<Pick<Finding["suggestions"][number], "kind">>) =>
  words.server?.suggestion[kind] ?? message;

export function refusalInWords({ message, retryAt }: Told<{ readonly retryAt: string | null }>): string {
  return (retryAt ? words.server?.wait : words.server?.noMatch) ?? message;
}

export const badFieldInWords = (message: string) => words.server?.badField ?? message;
