/**
 * What a fresh clone lacks, set up only when it is missing: the Node version is checked, the tools of the lock file are
 * installed, dist/ is built. Uses nothing but Node itself, since it runs before anything is installed.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  stop(
    `Hebb needs Node 20.19 or newer; this is Node ${process.versions.node}. Get a newer one from https://nodejs.org.`,
  );
}

export const root = join(import.meta.dirname, "..");

/** Runs `command` in the repository and returns whether it succeeded; its output goes to the terminal. */
export function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: "inherit", ...options });
  if (error) console.error(`${command} did not start: ${error.message}`);
  return status === 0;
}

/** Runs the tool whose JavaScript is `path` inside node_modules. */
export const runTool = (path, ...args) => run(process.execPath, [join(root, "node_modules", path), ...args]);

export function stop(message) {
  console.error(message);
  process.exit(1);
}

/** Runs npm in `folder` and returns whether it succeeded. */
export function runNpm(folder, ...words) {
  // npm tells its scripts where it lives; without it, the one on the PATH (a .cmd on Windows, which needs a shell).
  const npm = process.env.npm_execpath;
  // Before the words, behind whose "--" everything is the script's.
  const args = ["--no-update-notifier", ...words];
  return npm
    ? run(process.execPath, [npm, ...args], { cwd: folder })
    : run("npm", args, { cwd: folder, shell: process.platform === "win32" });
}

export function installTools() {
  if (toolsAreInstalled()) return;
  console.log("Installing the tools of package-lock.json (npm ci), this once.");
  if (runNpm(root, "ci", "--include=dev")) return;
  stop("npm ci failed (its message is above). It needs the network once; run the same command again after.");
}

/** Whether node_modules of `folder` holds what its lock file asks for; packages for other platforms may be absent. */
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

/** Builds dist/ when the sources changed. In a process of its own: a bundler's memory and threads stay out of ours. */
export const buildLibrary = () => run(process.execPath, [join(root, "scripts", "build.mjs")]);

/** Emits src/ and test/ into build/, which is a package of its own: there "hebb" means what was just compiled. */
export function compile() {
  const exports = { ".": "./src/index.js", "./data": "./src/data/index.js" };
  mkdirSync(join(root, "build"), { recursive: true });
  writeFileSync(join(root, "build", "package.json"), JSON.stringify({ name: "hebb", type: "module", exports }));
  return runTool("typescript/bin/tsc", "-p", "tsconfig.json");
}

/** Runs compiled test files on Node's own runner, as many at a time as there are cores: it leaves one idle by itself. */
export function runTests(node, files, flags = [], options = {}) {
  const own = ["--test-reporter=spec", "--test-timeout=300000", `--test-concurrency=${availableParallelism()}`];
  return run(node, ["--test", ...own, ...flags, ...files], options);
}
