/** Milliseconds. `luck` is a random number from 0 up to 1, as Math.random gives it. */

const second = 1000;
const minute = 60 * second;

/** Full jitter: any time up to a limit that doubles with each try, so that many pages do not come back at once. */
export function waitBeforeTry(attempt: number, luck: number): number {
  return luck * Math.min(second * 2 ** attempt, 30 * second);
}

/** API Gateway ends every socket after two hours; ours is replaced before, each at a moment of its own. */
export function lifeOfSocket(luck: number): number {
  return (100 + 15 * luck) * minute;
}

/** Middleboxes forget idle sockets after a minute, API Gateway after ten. */
export const pingEvery = 50 * second;

/** No answer to a ping, or to the first message, within this time means that the socket is dead. */
export const answerWithin = 10 * second;
