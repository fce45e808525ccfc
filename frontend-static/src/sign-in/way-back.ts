const staffPages: ReadonlySet<string> = new Set(["/agent.html", "/operations.html"]);
const ownPages: ReadonlySet<string> = new Set(["/account.html", ...staffPages]);

/**
 * Where to go after signing in: one of our pages that needs it, with its query and fragment; undefined for
 * anything else, so that nobody can send people elsewhere through us.
 */
export function wayBack(wished: string | null | undefined, origin: string): string | undefined {
  if (!wished || !URL.canParse(wished, origin)) return undefined;
  const { origin: whose, pathname, search, hash } = new URL(wished, origin);
  return whose === origin && ownPages.has(pathname) ? pathname + search + hash : undefined;
}

/** Whether the way back leads to a page for staff, who may sign in elsewhere than customers. */
export const isForStaff = (back: string | undefined) => staffPages.has(back?.split(/[?#]/)[0] ?? "");
