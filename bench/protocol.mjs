// How a step is timed, for every peer that runs on JavaScript: the protocol of README.md, and the one line a peer
// prints. Knows nothing of the workloads or of the libraries.

const now = () => performance.now();
/** A step whose first run took longer than this is timed on two more runs only. */
const slowStep = 1000;

/**
 * Times `step`, which returns its loss or a promise of it; all times in milliseconds.
 * @param {() => number | Promise<number>} step
 */
export async function measure(step, { warmSeconds = 1, timedSeconds = 3 } = {}) {
  let start = now();
  const firstLoss = await step();
  const first = now() - start;
  const slow = first > slowStep;
  const [warmLeast, warmLimit] = slow ? [0, 0] : [3, warmSeconds * 1e3];
  const [timedLeast, timedLimit] = slow ? [2, 0] : [5, timedSeconds * 1e3];
  start = now();
  for (let n = 0; n < warmLeast || (n < 200 && now() - start < warmLimit); n++) await step();
  const times = [];
  let loss = firstLoss;
  start = now();
  while (times.length < timedLeast || (times.length < 2000 && now() - start < timedLimit)) {
    const before = now();
    loss = await step();
    times.push(now() - before);
  }
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.floor(times.length * share)];
  return {
    first_ms: first,
    median_ms: at(0.5),
    p10_ms: at(0.1),
    p90_ms: at(0.9),
    n: times.length,
    first_loss: firstLoss,
    last_loss: loss,
  };
}

export const gemmSizes = [64, 128, 256, 512, 1024];
export const elementCount = 4 * 1024 * 1024;

/** GFLOP/s of one n·n·n product, timed by the shorter protocol of `gemm`. */
export async function gflops(n, step) {
  const { median_ms } = await measure(step, { warmSeconds: 0.5, timedSeconds: 1.5 });
  return (2 * n ** 3) / median_ms / 1e6;
}

/** GB/s of one pass over `elementCount` floats: one read and one write. */
export async function bandwidth(step) {
  const { median_ms } = await measure(step);
  return { gbps: (8 * elementCount) / median_ms / 1e6, median_ms };
}

/** A pool of 32 batches and the function that hands them out in turn. */
export function batchPool(make) {
  const batches = Array.from({ length: 32 }, make);
  let count = 0;
  return () => batches[count++ % batches.length];
}

/** Runs the workload named on the command line and prints its record as one line of JSON. */
export async function main(peer, version, workloads) {
  const name = process.argv[2];
  const workload = workloads[name];
  if (workload === undefined) {
    console.error(`unknown workload ${name}: choose from ${Object.keys(workloads).join(", ")}`);
    process.exit(2);
  }
  const result = await workload();
  const peak = process.resourceUsage().maxRSS / 1024;
  const common = { peer, version, node: process.version, workload: name, threads: 1 };
  console.log(JSON.stringify({ ...common, ...result, peak_rss_mb: peak }));
  process.exit(0); // both libraries keep handles open
}
