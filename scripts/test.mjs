/**
 * `npm test`: sets up what a fresh clone lacks, then checks the types, the rules of the linter and the format, builds
 * dist/ and runs every test on Node's own runner. `npm test -- grad ops/dot` runs the tests whose path holds one of
 * the words, without linter and format; `--node PATH` runs the tests on another Node. `npm run test:full` runs the tests
 * at full size (test/full.ts), those of test/ on Node 24, and the packed package in the projects of consumers/, and checks
 * that docs/reference/ is up to date.
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
// Every step runs, so that one call tells all that is wrong.
const failed = Object.keys(steps).filter((name) => !steps[name]());
if (failed.length > 0) stop(`Failed: ${failed.join(", ")}.`);

/** Says which Node it is, since it need not be the one that runs this script. */
function tests() {
  const version = execFileSync(node, ["--version"], { encoding: "utf8" }).trim();
  console.log(`Running ${files.length} test files on Node ${version}${values.full ? ", at full size" : ""}.`);
  return runTests(node, files, [], values.full ? { env: { HEBB_FULL: "1", ...process.env } } : {});
}

/** At the size of every day, and without the systems: what they compute is the library's business, which is tested there. */
function testsOnNode24() {
  if (process.platform === "linux" && process.arch === "x64") {
    return runNpm(root, "run", "--silent", "test:node24", "--", "test/");
  }
  console.log(
    `Node 24 is not tested: its package is for Linux on x64, this is ${process.platform} on ${process.arch}.`,
  );
  return true;
}

/** The compiled test files, by the sources: what is left in build/ of a deleted test does not run. */
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
