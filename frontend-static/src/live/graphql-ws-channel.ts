import { MeterChangedDocument } from "../api/generated/operations";
import { type LiveClientOptions, liveClient } from "./live-client";
import type { Channel } from "./live-meters";

export interface ChannelOptions extends Omit<LiveClientOptions, "token"> {
  token: LiveClientOptions["token"] | string;
}

/** Follows meters by GraphQL subscriptions over one WebSocket, which is opened with the first of them. */
export function graphqlWsChannel({ token, ...options }: ChannelOptions): Channel {
  const client = liveClient({ ...options, token: typeof token === "string" ? () => token : token });
  return {
    follow(meterId, cursor, take) {
      const variables = {
        meterId,
        get after() {
          return cursor();
        },
      };
      client.subscribe(MeterChangedDocument, variables, ({ meterChanged }) => take(meterChanged));
    },
    close() {
      client.close();
    },
  };
}
