// Vite 7: `vite build` needs no setting for Hebb.
import { join } from "node:path";
import { defineConfig } from "vite7";

// Shared memory, and so threads, exist only in a page that is served with these.
const headers = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

export default defineConfig({
  root: join(import.meta.dirname, "../page"),
  build: { outDir: "../dist/vite7", emptyOutDir: true },
  server: { headers },
  preview: { headers },
  // The development server would move the library and leave its worker behind.
  optimizeDeps: { exclude: ["hebb"] },
});
