// webpack 5. It requires no settings for Hebb.
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import webpack from "webpack";

const here = import.meta.dirname;
const out = join(here, "../dist/webpack");

const stats = await promisify(webpack)({
  mode: "production",
  context: join(here, "../page"),
  entry: "./main.js",
  output: { path: out, clean: true },
});
console.log(stats.toString());
if (stats.hasErrors()) process.exitCode = 1;
await copyFile(join(here, "index.html"), join(out, "index.html"));
