// Follows a meter by the code that docs/live-channel.md shows, and tells what happens, a JSON text on each line.
// On "cut" it drops its connection, on "stop" it ends.
import { createInterface } from "node:readline";
import WebSocket from "ws";
import { follow } from "./follow.mjs";

const { url, token, query, variables } = JSON.parse(process.argv[2]);
const say = (said) => console.log(JSON.stringify(said));
let socket;

const stop = follow(query, variables, {
  url,
  webSocketImpl: WebSocket,
  connectionParams: { authorization: `Bearer ${token}` },
  retryWait: async () => {}, // the tests do not wait
  on: {
    opened: (opened) => {
      socket = opened;
    },
    connected: () => say({ connected: true }),
    closed: ({ code }) => say({ closed: code }),
    pong: () => say({ pong: true }),
  },
  onChange: (change) => say({ change }),
  onError: (errors) => {
    say({ errors });
    stop();
    process.exit();
  },
});

createInterface({ input: process.stdin }).on("line", (line) => {
  if (line === "cut") socket.terminate();
  if (line === "stop") {
    stop();
    process.exit();
  }
});
