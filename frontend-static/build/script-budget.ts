import { gzipSync } from "node:zlib";
import type { Plugin, Rollup } from "vite";

/** Fails the build when a page's first scripts weigh more than so many bytes, compressed. */
export function scriptBudget(bytes: number): Plugin {
  return {
    name: "script-budget",
    generateBundle(_, bundle) {
      for (const entry of Object.values(bundle)) {
        if (entry.type !== "chunk" || !entry.isEntry) continue;
        const weight = [...withImports(entry, bundle)].reduce((sum, chunk) => sum + gzipSync(chunk.code).length, 0);
        if (weight > bytes) this.error(`${entry.name}: ${weight} bytes of script, more than the ${bytes} allowed`);
      }
    },
  };
}

function withImports(
  chunk: Rollup.OutputChunk,
  bundle: Rollup.OutputBundle,
  found = new Set<Rollup.OutputChunk>(),
): Set<Rollup.OutputChunk> {
  found.add(chunk);
  for (const name of chunk.imports) {
    const imported = bundle[name];
    if (imported?.type === "chunk" && !found.has(imported)) withImports(imported, bundle, found);
  }
  return found;
}
