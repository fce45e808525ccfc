import { defineConfig } from "vite";

/** GraphiQL for development, in a folder of its own: nothing of it ever stands in `dist`. */
export default defineConfig({
  root: "graphiql",
  base: "/graphiql/",
  publicDir: "../public",
  oxc: { jsx: { runtime: "automatic", importSource: "react" } },
  worker: { format: "es" },
  build: {
    outDir: "../dist-graphiql",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    // Monaco and its language workers are large, and this is read from one's own disk.
    chunkSizeWarningLimit: 8000,
    reportCompressedSize: false,
    rolldownOptions: {
      // Its libraries mark themselves "use client", which means nothing here.
      onLog: (level, log, report) => {
        if (log.code !== "MODULE_LEVEL_DIRECTIVE") report(level, log);
      },
    },
  },
});
