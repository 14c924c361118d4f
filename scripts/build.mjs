/**
 * Builds dist/: one bundle per entry point with shared chunks, so that module state exists once; minified bundles for
 * pages in dist/browser/; and declarations in dist/types/. Does nothing if dist/.stamp matches the sources.
 * The packages used by the command line are bundled into it, so the library has no dependencies.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  copyFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join, relative, sep } from "node:path";
import { installTools, root, stop } from "./setup.mjs";
import { inputs } from "./stale.mjs";

const inPages = { index: "src/index.ts", data: "src/data/index.ts" };
const entries = {
  ...inPages,
  node: "src/node.ts",
  "data-node": "src/data/node.ts",
  cli: "src/cli/main.ts",
  // The command line loads the systems from dist/models/.
  ...Object.fromEntries(systems().map((id) => [`models/${id}/system`, `models/${id}/system.ts`])),
};
// Bundled separately into one file, so that it can be copied.
const worker = { worker: "src/runtime/worker.ts" };

const dist = join(root, "dist");
const stamp = fingerprint();
if (isFresh()) {
  // The sources had newer timestamps but the same content.
  utimesSync(join(dist, ".stamp"), new Date(), new Date());
} else {
  installTools();
  await build();
}

function systems() {
  return readdirSync(join(root, "models")).filter((id) => existsSync(join(root, "models", id, "system.ts")));
}

function isFresh() {
  const stampFile = join(dist, ".stamp");
  return existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp;
}

/** A hash of the names and contents of all files that the build reads. */
function fingerprint() {
  const hash = createHash("sha256");
  for (const path of inputs.flatMap(filesUnder)) hash.update(`${path}\0`).update(readFileSync(join(root, path)));
  return hash.digest("hex");
}

function filesUnder(path) {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  if (/\.\w+$/.test(path)) return [path];
  return readdirSync(full, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".test.ts"))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll(sep, "/"))
    .sort();
}

/** Builds into a new folder that replaces dist/ at the end, so that a failed build leaves the old one intact. */
async function build() {
  const began = performance.now();
  const fresh = join(root, `dist-${process.pid}`);
  try {
    const [typed] = await Promise.all([declarations(fresh), bundle(fresh)]);
    if (!typed) stop("The declarations have type errors (see above). dist/ is unchanged.");
    copyResults(fresh);
    copyIncluded(fresh);
    writeFileSync(join(fresh, ".stamp"), stamp);
    rmSync(dist, { recursive: true, force: true });
    renameSync(fresh, dist);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  console.log(`Built dist/ in ${((performance.now() - began) / 1000).toFixed(1)} s.`);
}

/** Copies the published results, which reports show, beside the systems. */
function copyResults(directory) {
  for (const id of systems()) {
    const folder = join(root, "models", id);
    for (const file of readdirSync(folder).filter((name) => /^results\b.*\.(json|bin)$/.test(name))) {
      copyFileSync(join(folder, file), join(directory, "models", id, file));
    }
  }
}

/** Copies the trained models that are included. */
function copyIncluded(directory) {
  for (const id of systems()) {
    const folder = join(root, "models", id, "included");
    if (existsSync(folder)) cpSync(folder, join(directory, "models", id, "included"), { recursive: true });
  }
}

async function bundle(directory) {
  // Keeps the names of functions and classes, which stack traces and messages show.
  const minify = { compress: true, mangle: { keepNames: true }, codegen: true };
  const browser = join(directory, "browser");
  const [output] = await Promise.all([
    write(entries, { dir: directory }),
    write(worker, { dir: directory }),
    write(inPages, { dir: browser, minify }),
    write(worker, { dir: browser, minify }),
  ]);
  writeFileSync(join(directory, "LICENSES.txt"), licenses(output));
}

async function write(input, output) {
  const [{ build: rolldown }, { esmExternalRequirePlugin }] = await Promise.all([
    import("rolldown"),
    import("rolldown/plugins"),
  ]);
  const result = await rolldown({
    input,
    cwd: root,
    // "node" would add helpers that import node:module, which pages cannot load.
    platform: "neutral",
    resolve: { mainFields: ["module", "main"] },
    tsconfig: "tsconfig.json",
    // Converts calls such as require("node:fs") in bundled packages to imports.
    plugins: [esmExternalRequirePlugin({ external: [/^node:/] })],
    preserveEntrySignatures: "strict",
    transform: { target: "es2022" },
    output: {
      format: "esm",
      entryFileNames: "[name].js",
      chunkFileNames: "[name]-[hash].js",
      sourcemap: true,
      ...output,
    },
  });
  return result.output;
}

/** The licenses of the bundled packages, which require their inclusion. */
function licenses(output) {
  const folders = new Set();
  for (const { moduleIds = [] } of output) {
    for (const id of moduleIds) {
      const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id.replaceAll(sep, "/"))?.[0];
      if (folder) folders.add(folder);
    }
  }
  const texts = Array.from(folders)
    .toSorted()
    .map((folder) => {
      const { name, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
      const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
      if (!file) throw new Error(`${name} is bundled and has no license file`);
      return `${name} ${version}\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
    });
  return `Packages that are part of these files\n\n${texts.join("\n---\n\n")}`;
}

/** Emits the declarations with tsc. Resolves to true if there are no type errors. */
function declarations(directory) {
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const args = [tsc, "-p", "tsconfig.types.json", "--outDir", join(directory, "types")];
  return new Promise((resolve, reject) => {
    spawn(process.execPath, args, { cwd: root, stdio: "inherit" })
      .on("error", reject)
      .on("exit", (code) => resolve(code === 0));
  });
}
