import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build, type Plugin, type Rollup } from "vite";

const source = fileURLToPath(new URL("../worker/service-worker.ts", import.meta.url));
const publicFolder = new URL("../public/", import.meta.url);

/**
 * Builds the service worker, with the list of all that the given pages may load, so that they open without a network,
 * and of the files of public/ that they show. What an installation takes from there, a browser asks for by itself.
 */
export function serviceWorker(pages: readonly string[], shown: readonly string[]): Plugin {
  return {
    name: "service-worker",
    apply: "build",
    async writeBundle({ dir }, bundle) {
      const built = [...pages, ...loadedBy(pages, bundle)].sort();
      const hash = createHash("sha256");
      for (const name of built) hash.update(name).update(contentOf(bundle[name]));
      for (const name of shown) hash.update(name).update(readFileSync(new URL(name, publicFolder)));
      const files = [...built, ...shown].map((name) => (name === "index.html" ? "/" : `/${name}`));
      await build({
        configFile: false,
        logLevel: "warn",
        publicDir: false,
        define: { PAGES: JSON.stringify({ version: hash.digest("hex").slice(0, 16), files }) },
        build: {
          ...(dir ? { outDir: dir } : {}),
          emptyOutDir: false,
          target: "es2022",
          // Not a module: Firefox has had module workers for a short time only.
          rolldownOptions: { input: source, output: { format: "iife", entryFileNames: "service-worker.js" } },
        },
      });
    },
  };
}

/** Scripts, those loaded later included, and styles. */
function loadedBy(pages: readonly string[], bundle: Rollup.OutputBundle): Set<string> {
  const found = new Set<string>();
  const add = (name: string) => {
    const file = bundle[name];
    if (!file || found.has(name)) return;
    found.add(name);
    if (file.type !== "chunk") return;
    for (const next of [...file.imports, ...file.dynamicImports]) add(next);
    for (const style of file.viteMetadata?.importedCss ?? []) add(style);
  };
  for (const page of pages) {
    const html = String(contentOf(bundle[page]));
    for (const [, name] of html.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)) if (name) add(name);
  }
  return found;
}

function contentOf(file: Rollup.OutputAsset | Rollup.OutputChunk | undefined): string | Uint8Array {
  if (!file) throw new Error("A page of the service worker was not built");
  return file.type === "chunk" ? file.code : file.source;
}
