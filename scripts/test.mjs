/**
 * `npm test`: sets up a fresh clone, checks types, lint rules and format, builds dist/ and runs all tests with Node's
 * test runner. `npm test -- grad ops/dot` runs the tests with one of these words in their path, without lint and
 * format. `--node PATH` runs the tests with another version of Node. `npm run test:full` runs the tests at full size
 * (test/full.ts), those of test/ also on Node 24, the tests of the package in consumers/, and checks that docs/reference/
 * is up to date.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { parseArgs } from "node:util";
import { buildLibrary, compile, installTools, root, runNpm, runTests, runTool, stop } from "./setup.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { node: { type: "string" }, full: { type: "boolean" } },
});
const node = values.node ?? process.execPath;
const all = positionals.length === 0;

installTools();
const files = testFiles(positionals);
const steps = {
  types: compile,
  ...(all && {
    lint: () => runTool("oxlint/bin/oxlint", "--deny-warnings"),
    format: () => runTool("oxfmt/bin/oxfmt", "--check"),
  }),
  build: buildLibrary,
  tests,
  ...(values.full &&
    all && {
      "tests on Node 24": testsOnNode24,
      consumers: () => runNpm(root, "run", "--silent", "test:consumers"),
      reference: () => runNpm(root, "run", "--silent", "reference", "--", "--check"),
    }),
};
// Runs every step even after failures, to report all problems at once.
const failed = Object.keys(steps).filter((name) => !steps[name]());
if (failed.length > 0) stop(`Failed: ${failed.join(", ")}.`);

/** Runs the tests. Prints the version of Node, which may differ from the one that runs this script. */
function tests() {
  const version = execFileSync(node, ["--version"], { encoding: "utf8" }).trim();
  console.log(`Running ${files.length} test files on Node ${version}${values.full ? ", at full size" : ""}.`);
  return runTests(node, files, [], values.full ? { env: { HEBB_FULL: "1", ...process.env } } : {});
}

/** Runs test/ on Node 24 at the default size, without the tests of the systems, which depend only on the library. */
function testsOnNode24() {
  if (process.platform === "linux" && process.arch === "x64") {
    return runNpm(root, "run", "--silent", "test:node24", "--", "test/");
  }
  console.log(
    `Skipping the tests on Node 24: its package is for Linux x64, and this is ${process.platform} ${process.arch}.`,
  );
  return true;
}

/** Compiled test files. Derived from the sources, so that outputs of deleted tests in build/ do not run. */
function testFiles(words) {
  const sources = ["test", "models"]
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.name.endsWith(".test.ts"))
        .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll(sep, "/")),
    );
  const chosen = sources.filter((path) => words.length === 0 || words.some((word) => path.includes(word))).sort();
  if (chosen.length === 0) stop(words.length > 0 ? `No test file has ${words.join(" or ")} in its path.` : "No tests.");
  return chosen.map((path) => join("build", path.replace(/\.ts$/, ".js")));
}
