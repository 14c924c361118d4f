/**
 * `npm run test:consumers`: packs Hebb, copies consumers/ to a folder outside of the repository, installs the package
 * there as a user would, and runs the tests of consumers/. These cover bundlers, frameworks, type checkers, Deno and
 * Bun. `npm run test:consumers -- react` runs only the files with one of the words in their name.
 */
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildLibrary, compile, installTools, root, runNpm, runTests, stop } from "./setup.mjs";

const words = process.argv.slice(2);
const files = readdirSync(join(root, "consumers"))
  .filter((name) => name.endsWith(".test.ts") && (words.length === 0 || words.some((word) => name.includes(word))))
  .map((name) => join("build", "consumers", name.replace(/\.ts$/, ".js")));
if (files.length === 0) stop(`No test file in consumers/ has ${words.join(" or ")} in its name.`);

installTools();
if (!(compile() && buildLibrary())) stop("Compilation or build failed (see above).");

const folder = mkdtempSync(join(tmpdir(), "hebb-consumers-"));
let passed = false;
try {
  passed = install() && test();
} finally {
  rmSync(folder, { recursive: true });
}
if (!passed) process.exit(1);

/**
 * Installs the packages of the lock file, then Hebb. Hebb is not in the lock file, since its content was just built.
 */
function install() {
  cpSync(join(root, "consumers"), folder, { recursive: true });
  const began = performance.now();
  const packed = () =>
    join(
      folder,
      readdirSync(folder).find((name) => name.endsWith(".tgz")),
    );
  const done =
    runNpm(root, "pack", "--silent", "--pack-destination", folder) &&
    runNpm(folder, "ci", "--silent") &&
    runNpm(folder, "install", "--no-save", "--silent", packed());
  if (done) console.log(`Packed and installed Hebb in ${((performance.now() - began) / 1000).toFixed(1)} s.`);
  else console.error("Hebb could not be packed and installed (see above).");
  return done;
}

function test() {
  console.log(`Running ${files.length} test files of consumers/.`);
  // Two files at a time, since they run builds and browsers.
  const options = { env: { ...process.env, HEBB_CONSUMERS: folder } };
  return runTests(process.execPath, files, ["--test-concurrency=2"], options);
}
