// Timing and output of the JavaScript peers, by the protocol of README.md, independent of workloads and libraries.
import { parseArgs } from "node:util";
import { BenchError, exitOn } from "./run.mjs";

const now = () => performance.now();
/** Limits in milliseconds: steps longer than `slow` are timed only twice, steps longer than `slowest` only once. */
const [slow, slowest] = [1e3, 30e3];

/**
 * Times `step`, which returns its loss or a promise of it. All times are in milliseconds.
 * @param {() => number | Promise<number>} step
 */
export async function measure(step, { warmSeconds = 1, timedSeconds = 3 } = {}) {
  const timed = async () => {
    const start = now();
    const loss = await step();
    return { loss, time: now() - start };
  };
  const first = await timed();
  // The first step includes compilation, so the second one shows the duration of a step.
  let last = await timed();
  const times = [];
  if (last.time > slow) {
    times.push(last.time);
    if (last.time <= slowest) times.push((last = await timed()).time);
  } else {
    let start = now();
    for (let n = 1; n < 3 || (n < 200 && now() - start < warmSeconds * 1e3); n++) await step();
    start = now();
    while (times.length < 5 || (times.length < 2000 && now() - start < timedSeconds * 1e3)) {
      times.push((last = await timed()).time);
    }
  }
  times.sort((a, b) => a - b);
  // With only two steps, this selects the faster one.
  const at = (share) => times[Math.floor((times.length - 1) * share)];
  return {
    first_ms: first.time,
    median_ms: at(0.5),
    p10_ms: at(0.1),
    p90_ms: at(0.9),
    n: times.length,
    first_loss: first.loss,
    last_loss: last.loss,
  };
}

export const gemmSizes = [64, 128, 256, 512, 1024];
export const elementCount = 4 * 1024 * 1024;

/** GFLOP/s of an n x n x n matrix product, timed by the shorter protocol of `gemm`. */
export async function gflops(n, step) {
  const { median_ms } = await measure(step, { warmSeconds: 0.5, timedSeconds: 1.5 });
  return (2 * n ** 3) / median_ms / 1e6;
}

/** GB/s of a pass over `elementCount` floats, counting one read and one write. */
export async function bandwidth(step) {
  const { median_ms } = await measure(step);
  return { gbps: (8 * elementCount) / median_ms / 1e6, median_ms };
}

/** A function that returns 32 batches in turn. */
export function batchPool(make) {
  const batches = Array.from({ length: 32 }, make);
  let count = 0;
  return () => batches[count++ % batches.length];
}

function parse(workloads, recurrent) {
  const { values, positionals } = parseArgs({ options: { length: { type: "string" } }, allowPositionals: true });
  const [name] = positionals;
  const all = { ...workloads, ...recurrent };
  if (!Object.hasOwn(all, name ?? ""))
    throw new BenchError(`unknown workload ${name}; available: ${Object.keys(all).join(", ")}`);
  if (values.length === undefined) return { name, workload: all[name] };
  if (!Object.hasOwn(recurrent, name)) {
    throw new BenchError(`--length does not apply to ${name}, only to ${Object.keys(recurrent).join(", ")}`);
  }
  if (!/^[1-9]\d*$/.test(values.length)) throw new BenchError(`--length must be an integer of at least 1`);
  return { name, workload: () => recurrent[name](Number(values.length)) };
}

/**
 * Runs the workload named on the command line and prints its record as one line of JSON. `--length` sets the sequence
 * length of recurrent workloads.
 */
export async function main(peer, version, workloads, recurrent) {
  try {
    const { name, workload } = parse(workloads, recurrent);
    const result = await workload();
    const peak = process.resourceUsage().maxRSS / 1024;
    const common = { peer, version, node: process.version, workload: name, threads: 1 };
    console.log(JSON.stringify({ ...common, ...result, peak_rss_mb: peak }));
  } catch (error) {
    exitOn(error);
  }
  process.exit(0); // Both libraries keep handles open.
}
