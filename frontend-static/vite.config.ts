import { defineConfig } from "vitest/config";
import { built } from "./build/built.ts";
import { pageShell } from "./build/page-shell.ts";
import { scriptBudget } from "./build/script-budget.ts";
import { serviceWorker } from "./build/service-worker.ts";

// The guest's pages, a build of their own: what they share with all other pages would come in many small files, and each
// is a round trip at one bar of signal. The other pages: vite.others.config.ts. The development server has all of them.
export default defineConfig({
  // Readings are sent from cupboards with one bar of signal.
  plugins: [pageShell(), scriptBudget(60_000), serviceWorker(["index.html", "receipt.html"], ["mark.svg"])],
  build: {
    ...built,
    rolldownOptions: {
      input: ["index.html", "receipt.html"],
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
