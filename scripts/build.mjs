/**
 * Builds dist/: one bundle per entry point, with what they share in chunks, so that module state (the engine) exists
 * once; in dist/browser/ what pages load, minified; and the declarations in dist/types. Does nothing while the sources
 * are what dist/.stamp says.
 * The command line's few packages are bundled into it: who installs the library installs nothing else.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { installTools, root, stop } from "./setup.mjs";
import { inputs } from "./stale.mjs";

const inPages = { index: "src/index.ts", data: "src/data/index.ts" };
const entries = {
  ...inPages,
  node: "src/node.ts",
  cli: "src/cli/main.ts",
  // The command line finds them there: a folder of models/ with a system.ts is a system.
  ...Object.fromEntries(systems().map((id) => [`models/${id}/system`, `models/${id}/system.ts`])),
};
// A bundle of its own, so that it is one file, which can be copied.
const worker = { worker: "src/runtime/worker.ts" };

const dist = join(root, "dist");
const stamp = fingerprint();
if (isFresh()) {
  // By their times the sources were newer.
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

/** A hash of the name and content of every file the build reads. */
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

/** Builds beside dist/ and takes its place at the end, so that a failed build leaves the old one whole. */
async function build() {
  const began = performance.now();
  const fresh = join(root, `dist-${process.pid}`);
  try {
    const [typed] = await Promise.all([declarations(fresh), bundle(fresh)]);
    if (!typed) stop("The declarations have type errors (above); dist/ was left as it was.");
    writeFileSync(join(fresh, ".stamp"), stamp);
    rmSync(dist, { recursive: true, force: true });
    renameSync(fresh, dist);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  console.log(`Built dist/ in ${((performance.now() - began) / 1000).toFixed(1)} s.`);
}

async function bundle(directory) {
  // Names of functions and classes stay: stacks and messages show them.
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
    // Not "node", whose helpers import node:module: what the library loads, a page loads too.
    platform: "neutral",
    resolve: { mainFields: ["module", "main"] },
    tsconfig: "tsconfig.json",
    // A package of the command line that says require("node:fs") gets an import.
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

/** The licenses of the packages that were bundled, as they ask for. */
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

/** Runs tsc beside the bundler; resolves to whether it found no error. */
function declarations(directory) {
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const args = [tsc, "-p", "tsconfig.types.json", "--outDir", join(directory, "types")];
  return new Promise((resolve, reject) => {
    spawn(process.execPath, args, { cwd: root, stdio: "inherit" })
      .on("error", reject)
      .on("exit", (code) => resolve(code === 0));
  });
}
