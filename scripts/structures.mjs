/**
 * Writes all structure diagrams in English and Chinese: `node scripts/structures.mjs FOLDER [NAME ...]` to a folder, and
 * `node scripts/structures.mjs --docs` to docs/, with a page for each language. `--check` compares docs/ instead and fails
 * if it is out of date. Requires the compiled sources in build/ (`npm test -- figures` compiles them).
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { root, stop } from "./setup.mjs";

const { values, positionals } = parseArgs({
  options: { docs: { type: "boolean" }, check: { type: "boolean" } },
  allowPositionals: true,
});
const load = (path) => import(pathToFileURL(join(root, "build", path)));
const { structures } = await load("models/shared/structures/index.js");
const { drawFigure } = await load("src/figures/index.js");
const { overlapsOf } = await load("src/figures/structure/overlaps.js");

/** Folder of the pictures, title and introduction of the page of each language. */
const pages = {
  en: {
    path: "docs/structures.md",
    pictures: "figures/structures",
    title: "Structure diagrams",
    introduction: `English | [中文](zh/structures.md)

The networks and cells of the course, drawn by the builders in \`models/shared/structures/\`. Tests compare them with the layers
of Hebb. \`node scripts/structures.mjs --docs\` writes this page.`,
  },
  zh: {
    path: "docs/zh/structures.md",
    pictures: "../figures/structures",
    title: "结构图",
    introduction: `[English](../structures.md) | 中文

课程里的网络和单元的结构图，由 \`models/shared/structures/\` 里的代码画出，测试会把它们与 Hebb 的层逐项对照。`,
  },
};

if (values.docs || values.check) writeDocs();
else writeFolder();

function writeFolder() {
  const [folder, ...names] = positionals;
  if (folder === undefined) stop("Usage: node scripts/structures.mjs FOLDER [NAME ...], or --docs.");
  mkdirSync(folder, { recursive: true });
  for (const name of names.length > 0 ? names : Object.keys(structures)) {
    const structure = structures[name]?.();
    if (structure === undefined)
      stop(`There is no diagram "${name}". Diagrams: ${Object.keys(structures).join(", ")}.`);
    for (const language of Object.keys(pages)) {
      const path = join(folder, `${name}.${language}.svg`);
      writeFileSync(path, drawFigure(structure, { language }));
      console.log(path);
      for (const overlap of overlapsOf(structure, language)) console.log(`  ${overlap}`);
    }
  }
}

function writeDocs() {
  const files = new Map();
  for (const [language, { path, pictures, title, introduction }] of Object.entries(pages)) {
    const sections = Object.entries(structures).map(([name, make]) => {
      const structure = make();
      files.set(`docs/figures/structures/${name}.${language}.svg`, drawFigure(structure, { language }));
      const [heading, description] = [structure.title, structure.description].map((words) => words[language] ?? words);
      return `## ${plain(heading)}\n\n${plain(description)}\n\n![${plain(heading)}](${pictures}/${name}.${language}.svg)`;
    });
    files.set(path, `${[`# ${title}`, introduction, ...sections].join("\n\n")}\n`);
  }
  const isStale = ([path, text]) => !existsSync(join(root, path)) || readFileSync(join(root, path), "utf8") !== text;
  const stale = [...files].filter(isStale).map(([path]) => path);
  if (values.check && stale.length > 0) {
    stop(`Out of date: ${stale.join(", ")}. Run: node scripts/structures.mjs --docs`);
  }
  for (const [path, text] of values.check ? [] : files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** Text without the marks of formulas. */
function plain(words) {
  return words.replaceAll("\\\\I", "").replaceAll("*", "").replaceAll("\u00a0", " ");
}
