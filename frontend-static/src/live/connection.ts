/** How the page hears of changes: `lost` while tries fail, `ended` once the token has expired. */
export type Phase = "connecting" | "live" | "lost" | "ended";

/** `closed` may mend itself by a new try, `failed` does not; `expired` is the end. */
export type ConnectionEvent = "connected" | "closed" | "failed" | "expired";

export interface Connection {
  readonly phase: Phase;
  readonly closedInARow: number;
}

export const unconnected: Connection = { phase: "connecting", closedInARow: 0 };

/** One break is nothing to tell anybody: the next try, within a second, mostly mends it. */
const tellFrom = 2;

export function after({ phase, closedInARow }: Connection, event: ConnectionEvent): Connection {
  if (phase === "ended") return { phase, closedInARow };
  switch (event) {
    case "connected":
      return { phase: "live", closedInARow: 0 };
    case "closed":
      return { phase: closedInARow + 1 >= tellFrom ? "lost" : phase, closedInARow: closedInARow + 1 };
    case "failed":
      return { phase: "lost", closedInARow };
    case "expired":
      return { phase: "ended", closedInARow };
  }
}
