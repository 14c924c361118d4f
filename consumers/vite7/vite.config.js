// Vite 7. `vite build` requires no settings for Hebb.
import { join } from "node:path";
import { defineConfig } from "vite7";

// Threads require shared memory, which is available only in pages served with these headers.
const headers = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

export default defineConfig({
  root: join(import.meta.dirname, "../page"),
  build: { outDir: "../dist/vite7", emptyOutDir: true },
  server: { headers },
  preview: { headers },
  // Without this, the development server would pre-bundle the library without its worker.
  optimizeDeps: { exclude: ["hebb"] },
});
