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
