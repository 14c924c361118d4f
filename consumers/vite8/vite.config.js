// Vite 8, for a site that does not lie at the root of its server.
import { join } from "node:path";
import { defineConfig } from "vite";

// Shared memory, and so threads, exist only in a page that is served with these.
const headers = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

export default defineConfig({
  root: join(import.meta.dirname, "../page"),
  base: "/below/",
  build: { outDir: "../dist/vite8", emptyOutDir: true },
  server: { headers },
  preview: { headers },
});
