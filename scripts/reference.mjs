/**
 * `npm run reference`: writes docs/reference/ from the doc comments, as scripts/reference/ makes its pages. With `--check` it
 * writes nothing and fails where the pages in the repository are not those, or where a link leads nowhere.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildLibrary, installTools, root, runNpm, stop, toolsAreInstalled } from "./setup.mjs";

const { values } = parseArgs({ options: { check: { type: "boolean" } } });
const folder = join(root, "docs", "reference");

installTools();
installTypeDoc();
if (!buildLibrary()) stop("Failed: build.");

const { makePages, brokenLinks } = await import("./reference/index.mjs");
const pages = await makePages(root).catch((error) => {
  // What is wrong with the sources is a plain Error; anything else is a fault of this tool.
  if (error.constructor === Error) stop(error.message);
  throw error;
});
const broken = brokenLinks(pages, (path) => existsSync(join(folder, path)));
if (broken.length > 0) stop(`Links of the reference that lead nowhere:\n${broken.join("\n")}`);
if (values.check) check();
else write();

/** TypeDoc needs a TypeScript that has an API, so it has a package of its own. */
function installTypeDoc() {
  const tools = join(import.meta.dirname, "reference");
  if (toolsAreInstalled(tools)) return;
  console.log("Installing TypeDoc as scripts/reference/package-lock.json says (npm ci), this once.");
  if (!runNpm(tools, "ci"))
    stop("npm ci failed (its message is above). It needs the network once; run this again after.");
}

function committed() {
  return existsSync(folder) ? readdirSync(folder) : [];
}

function check() {
  const isStale = (name) => !committed().includes(name) || readFileSync(join(folder, name), "utf8") !== pages.get(name);
  const stale = [...pages.keys()].filter(isStale).concat(committed().filter((name) => !pages.has(name)));
  if (stale.length === 0) return console.log(`docs/reference/ is what the doc comments say (${pages.size} pages).`);
  stop(`docs/reference/ is not what the doc comments say (${stale.join(", ")}). Run: npm run reference`);
}

function write() {
  mkdirSync(folder, { recursive: true });
  for (const name of committed().filter((name) => !pages.has(name))) rmSync(join(folder, name));
  for (const [name, text] of pages) writeFileSync(join(folder, name), text);
  const size = [...pages.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  console.log(`Wrote ${pages.size} pages to docs/reference/, ${Math.round(size / 1000)} kB.`);
}
