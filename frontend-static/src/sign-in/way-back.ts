const ownPages: ReadonlySet<string> = new Set(["/account.html", "/agent.html", "/operations.html"]);

/**
 * Where to go after signing in: one of our pages that needs it, with its query and fragment; undefined for
 * anything else, so that nobody can send people elsewhere through us.
 */
export function wayBack(wished: string | null | undefined, origin: string): string | undefined {
  if (!wished || !URL.canParse(wished, origin)) return undefined;
  const { origin: whose, pathname, search, hash } = new URL(wished, origin);
  return whose === origin && ownPages.has(pathname) ? pathname + search + hash : undefined;
}
