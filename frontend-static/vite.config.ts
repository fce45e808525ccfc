import { defineConfig } from "vitest/config";
import { pageShell } from "./build/page-shell.ts";
import { scriptBudget } from "./build/script-budget.ts";
import { serviceWorker } from "./build/service-worker.ts";

export default defineConfig({
  // Readings are sent from cupboards with one bar of signal.
  plugins: [pageShell(), scriptBudget(60_000), serviceWorker(["index.html", "receipt.html"])],
  build: {
    target: "es2022",
    // The content security policy forbids data: addresses and inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // Modules that read the words when they load run after the one that awaits them, whatever file they are in.
        strictExecutionOrder: true,
        // What pages share comes in few files: each request costs a round trip in a cupboard, and a price at the edge.
        codeSplitting: {
          groups: [
            {
              name: "shared",
              tags: ["$initial"],
              minShareCount: 2,
              entriesAware: true,
              entriesAwareMergeThreshold: 30_000,
            },
          ],
        },
      },
      input: [
        "index.html",
        "receipt.html",
        "sign-in.html",
        "account.html",
        "agent.html",
        "operations.html",
        "404.html",
        "unavailable.html",
      ],
    },
  },
  server: {
    proxy: {
      "/graphql": "http://127.0.0.1:8000",
      "/live": { target: "http://127.0.0.1:8000", ws: true },
    },
  },
  test: { environment: "node", include: ["src/**/*.test.ts"] },
});
