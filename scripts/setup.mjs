/**
 * Sets up a fresh clone: checks the version of Node, installs the packages of the lock file and builds dist/, each only
 * if necessary. Uses only Node itself, since it runs before anything is installed.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  stop(
    `Hebb requires Node 20.19 or newer; this is Node ${process.versions.node}. Download it from https://nodejs.org.`,
  );
}

export const root = join(import.meta.dirname, "..");

/** Runs `command` in the repository with output to the terminal. Returns true if it succeeds. */
export function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: "inherit", ...options });
  if (error) console.error(`${command} could not be started: ${error.message}`);
  return status === 0;
}

/** Runs the tool with the script `path` in node_modules. */
export const runTool = (path, ...args) => run(process.execPath, [join(root, "node_modules", path), ...args]);

export function stop(message) {
  console.error(message);
  process.exit(1);
}

/** Runs npm in `folder`. Returns true if it succeeds. */
export function runNpm(folder, ...words) {
  // npm sets its path for its scripts; otherwise use npm from the PATH (a .cmd on Windows, which requires a shell).
  const npm = process.env.npm_execpath;
  // Options of npm come before the words, which may contain "--".
  const args = ["--no-update-notifier", ...words];
  return npm
    ? run(process.execPath, [npm, ...args], { cwd: folder })
    : run("npm", args, { cwd: folder, shell: process.platform === "win32" });
}

export function installTools() {
  if (toolsAreInstalled()) return;
  console.log("Installing the packages of package-lock.json (npm ci).");
  if (runNpm(root, "ci", "--include=dev")) return;
  stop("npm ci failed (see above). It requires network access. Run the same command again.");
}

/** Returns true if node_modules of `folder` matches its lock file. Packages for other platforms may be absent. */
export function toolsAreInstalled(folder = root) {
  const installed = join(folder, "node_modules", ".package-lock.json");
  if (!existsSync(installed)) return false;
  const packagesOf = (path) => JSON.parse(readFileSync(path, "utf8")).packages;
  const present = packagesOf(installed);
  return Object.entries(packagesOf(join(folder, "package-lock.json"))).every(
    ([path, { version, optional }]) =>
      path === "" || present[path]?.version === version || (optional && !(path in present)),
  );
}

/** Builds dist/ if the sources changed. Runs in a child process, which isolates the bundler's memory and threads. */
export const buildLibrary = () => run(process.execPath, [join(root, "scripts", "build.mjs")]);

/** Compiles src/ and test/ into build/. build/ is a package in which "hebb" resolves to the compiled sources. */
export function compile() {
  const exports = { ".": "./src/index.js", "./data": "./src/data/node.js" };
  mkdirSync(join(root, "build"), { recursive: true });
  writeFileSync(join(root, "build", "package.json"), JSON.stringify({ name: "hebb", type: "module", exports }));
  return runTool("typescript/bin/tsc", "-p", "tsconfig.json");
}

/** Runs compiled test files with Node's test runner on all cores; its default would leave one idle. */
export function runTests(node, files, flags = [], options = {}) {
  // The full run has files of many minutes, such as the one that resumes every system.
  const isFull = (options.env ?? process.env).HEBB_FULL !== undefined;
  const limit = isFull ? 3_600_000 : 300_000;
  const own = ["--test-reporter=spec", `--test-timeout=${limit}`, `--test-concurrency=${availableParallelism()}`];
  return run(node, ["--test", ...own, ...flags, ...files], options);
}
