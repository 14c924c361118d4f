// Measures the speed-up of `mlp` with two threads: `node threads.mjs`. A spin test before and after the measurement
// checks for two physical cores. Measures one thread, two threads, and two threads bound to one core.
import { once } from "node:events";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { BenchError, canPin, exitOn, ownSide, pinned, runJson } from "./run.mjs";
import { median } from "./summary.mjs";

const spinCount = 20_000_000;
/** Minimum throughput of two threads, relative to one, on two physical cores. */
const realCores = 1.8;

/**
 * Throughput of two spinning threads relative to one: 2 on two idle cores, 1 on one core or two of its hyperthreads.
 */
async function spinRatio() {
  const gate = new SharedArrayBuffer(4);
  const workers = [0, 1].map(() => new Worker(new URL("./spin.mjs", import.meta.url), { workerData: { gate } }));
  await Promise.all(workers.map((worker) => once(worker, "message")));
  const run = async (parties) => {
    Atomics.store(new Int32Array(gate), 0, 0);
    const spins = workers.slice(0, parties).map(async (worker) => {
      worker.postMessage({ count: spinCount, parties });
      const [{ milliseconds }] = await once(worker, "message");
      return milliseconds;
    });
    return Math.max(...(await Promise.all(spins)));
  };
  const ratios = [];
  for (let round = 0; round < 5; round++) {
    const alone = await run(1);
    ratios.push((2 * alone) / (await run(2)));
  }
  await Promise.all(workers.map((worker) => worker.terminate()));
  return median(ratios);
}

function parse() {
  const options = {
    rounds: { type: "string", default: "3" },
    node: { type: "string", default: process.execPath },
    ours: { type: "string" },
  };
  let values;
  try {
    ({ values } = parseArgs({ options }));
  } catch (error) {
    throw new BenchError(`${error.message}\nusage: node threads.mjs [--rounds 3] [--node PATH] [--ours COMMAND]`);
  }
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new BenchError("--rounds must be an integer of at least 1");
  if (!canPin)
    throw new BenchError(
      "taskset is missing. It binds threads to cores. Install it with: apt-get install -y util-linux",
    );
  return { ...values, rounds };
}

/** Median time of a step of `mlp` in milliseconds for each arrangement, measured in turn. */
async function measureMlp(options) {
  const command = (threads) => ownSide({ ...options, threads }).command("mlp");
  const arrangements = [pinned(command(1), 0), command(2), pinned(command(2), 0)];
  const times = arrangements.map(() => []);
  for (let round = 0; round < options.rounds; round++) {
    for (const [i, arrangement] of arrangements.entries()) times[i].push((await runJson(arrangement)).median_ms);
  }
  return times.map(median);
}

async function main() {
  const options = parse();
  const before = await spinRatio();
  const [one, two, shared] = await measureMlp(options);
  const after = await spinRatio();
  const real = Math.min(before, after) >= realCores;
  const verdict = real ? "two physical cores" : "NOT two physical cores: the speed-up is meaningless";
  const [speedUp, slowDown] = [(one / two).toFixed(2), (shared / one).toFixed(2)];
  console.log(`spin test: ${before.toFixed(2)} before, ${after.toFixed(2)} after (2 = ideal): ${verdict}`);
  console.log(`mlp, 1 thread on core 0     ${one.toFixed(2)} ms`);
  console.log(`mlp, 2 threads              ${two.toFixed(2)} ms   speed-up ${speedUp} (bar: at least 1.6)`);
  console.log(`mlp, 2 threads on core 0    ${shared.toFixed(2)} ms   ${slowDown} of one thread (bar: at most 1.15)`);
}

await main().catch(exitOn);
