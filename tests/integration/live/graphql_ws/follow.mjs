import { createClient } from "graphql-ws";

const MINUTE = 60_000;

/** Follows a meter until the returned function is called; `variables.after` always is the last sequence we have. */
export function follow(query, variables, { onChange, onError, ...connection }) {
  const client = createClient({ keepAlive: 60_000, retryAttempts: Infinity, shouldRetry: () => true, ...connection });
  // Before two hours are over, at a moment of our own: not all clients at once.
  const planned = setInterval(() => client.terminate(), (90 + 20 * Math.random()) * MINUTE);
  const next = ({ data }) => {
    variables.after = data.meterChanged.sequence; // sent along when the client subscribes again
    onChange(data.meterChanged);
  };
  client.subscribe({ query, variables }, { next, error: onError, complete() {} });
  return () => (clearInterval(planned), client.dispose());
}
