const second = 1000;

/** Milliseconds before the next attempt: 5 s, doubled each time up to 15 minutes, and of that at least a half. */
export function waitBeforeSending(attempts: number, luck: number): number {
  const most = Math.min(5 * second * 2 ** (attempts - 1), 900 * second);
  return (most / 2) * (1 + luck);
}

/** The browser says "online" before anything can be reached, and says it to every page in the street at once. */
export const settlingTime = (luck: number) => (1 + luck) * second;

/** Everybody was told the same time: they come back within ten seconds of it, each at a moment of its own. */
export const afterReadOnly = (retryAt: string, luck: number) =>
  new Date(new Date(retryAt).getTime() + 10 * second * luck).toISOString();
