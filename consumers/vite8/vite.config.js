// Vite 8, for a site in a subfolder of its server.
import { join } from "node:path";
import { defineConfig } from "vite";

// Threads require shared memory, which is available only in pages served with these headers.
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
