/**
 * What a fresh clone lacks, set up only when it is missing: the Node version is checked, the tools of the lock file are
 * installed, dist/ is built. Uses nothing but Node itself, since it runs before anything is installed.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
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

export function installTools() {
  if (toolsAreInstalled()) return;
  console.log("Installing the tools of package-lock.json (npm ci), this once.");
  // npm tells its scripts where it lives; without it, the one on the PATH (a .cmd on Windows, which needs a shell).
  const npm = process.env.npm_execpath;
  const args = ["ci", "--include=dev", "--no-update-notifier"];
  const done = npm ? run(process.execPath, [npm, ...args]) : run("npm", args, { shell: process.platform === "win32" });
  if (!done) stop("npm ci failed (its message is above). It needs the network once; run the same command again after.");
}

/** Whether node_modules holds what the lock file asks for; packages for other platforms may be absent. */
function toolsAreInstalled() {
  const installed = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(installed)) return false;
  const packagesOf = (path) => JSON.parse(readFileSync(path, "utf8")).packages;
  const present = packagesOf(installed);
  return Object.entries(packagesOf(join(root, "package-lock.json"))).every(
    ([path, { version, optional }]) =>
      path === "" || present[path]?.version === version || (optional && !(path in present)),
  );
}

/** Builds dist/ when the sources changed. In a process of its own: a bundler's memory and threads stay out of ours. */
export const buildLibrary = () => run(process.execPath, [join(root, "scripts", "build.mjs")]);
