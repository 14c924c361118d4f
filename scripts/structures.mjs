/**
 * Writes all structure diagrams in English and Chinese to a folder: `node scripts/structures.mjs FOLDER [NAME ...]`.
 * Requires the compiled sources in build/ (`npm test -- figures` compiles them).
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root, stop } from "./setup.mjs";

const [folder, ...names] = process.argv.slice(2);
if (folder === undefined) stop("Usage: node scripts/structures.mjs FOLDER [NAME ...]");

const load = (path) => import(pathToFileURL(join(root, "build", path)));
const { structures } = await load("models/shared/structures/index.js");
const { drawFigure } = await load("src/figures/index.js");
const { overlapsOf } = await load("src/figures/structure/overlaps.js");

mkdirSync(folder, { recursive: true });
for (const name of names.length > 0 ? names : Object.keys(structures)) {
  const structure = structures[name]?.();
  if (structure === undefined) stop(`There is no diagram "${name}". Diagrams: ${Object.keys(structures).join(", ")}.`);
  for (const language of ["en", "zh"]) {
    const path = join(folder, `${name}.${language}.svg`);
    writeFileSync(path, drawFigure(structure, { language }));
    console.log(path);
    for (const overlap of overlapsOf(structure, language)) console.log(`  ${overlap}`);
  }
}
