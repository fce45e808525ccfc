import { defineConfig } from "vite";
import { built } from "./build/built.ts";
import { pageShell } from "./build/page-shell.ts";
import { scriptBudget } from "./build/script-budget.ts";

// All pages but the guest's (vite.config.ts), put beside them.
export default defineConfig({
  plugins: [pageShell(), scriptBudget(60_000)],
  build: {
    emptyOutDir: false,
    copyPublicDir: false,
    ...built,
    rolldownOptions: {
      input: ["sign-in.html", "account.html", "agent.html", "operations.html", "404.html", "unavailable.html"],
    },
  },
});
