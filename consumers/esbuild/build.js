// esbuild does not follow `new Worker`: the worker of the page is an entry point, and Hebb's worker is copied.
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";

const page = join(import.meta.dirname, "../page");
const out = join(import.meta.dirname, "../dist/esbuild");

await build({
  entryPoints: [join(page, "main.js"), join(page, "trainer.js")],
  bundle: true,
  minify: true,
  format: "esm",
  outdir: out,
});
await copyFile(join(page, "index.html"), join(out, "index.html"));
await copyFile(new URL("browser/worker.js", import.meta.resolve("hebb")), join(out, "worker.js"));
