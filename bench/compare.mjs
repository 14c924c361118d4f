// Runs our benchmark and a peer's in turn, A B A B ..., and prints the ratios: `node compare.mjs mlp rbm --peer torch`.
// Noise of a machine comes in spells that hit neighbours in time alike, hence the turns and the medians. See README.md.
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { BenchError, canPin, exitOn, ownSide, peerSide, pinned, runJson } from "./run.mjs";
import { compareRecords, formatTable } from "./summary.mjs";

const workloads = ["gemm", "mlp", "mlp-small", "rbm", "elementwise"];
const usage = `usage: node compare.mjs WORKLOAD... [--peer torch|tfjs|jax] [--rounds 5] [--threads 1] [--core 0]
                        [--node PATH] [--ours COMMAND] [--blas KIND] [--json]
workloads: ${workloads.join(", ")}, all`;

function positiveInteger(text, name) {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new BenchError(`--${name} must be a positive whole number, not "${text}"\n${usage}`);
}

function parse(words) {
  const text = (initial) => ({ type: "string", default: initial });
  const options = {
    peer: text("torch"),
    rounds: text("5"),
    threads: text("1"),
    core: text("0"),
    node: text(process.execPath),
    ours: { type: "string" },
    blas: text("auto"),
    json: { type: "boolean", default: false },
  };
  let parsed;
  try {
    parsed = parseArgs({ args: words, options, allowPositionals: true });
  } catch (error) {
    throw new BenchError(`${error.message}\n${usage}`);
  }
  const { values, positionals } = parsed;
  const chosen = positionals.includes("all") ? workloads : positionals;
  const unknown = chosen.filter((name) => !workloads.includes(name));
  if (chosen.length === 0 || unknown.length > 0) {
    throw new BenchError(unknown.length > 0 ? `unknown workload ${unknown.join(", ")}\n${usage}` : usage);
  }
  if (!/^\d+$/.test(values.core)) throw new BenchError(`--core must be a core's number, not "${values.core}"`);
  const rounds = positiveInteger(values.rounds, "rounds");
  return { ...values, chosen, rounds, threads: positiveInteger(values.threads, "threads") };
}

/** One record per round of every side, the sides taking turns. */
async function takeTurns(workload, sides, { rounds, threads, core }) {
  const records = sides.map(() => []);
  for (let round = 1; round <= rounds; round++) {
    for (const [i, side] of sides.entries()) {
      const command = side.command(workload);
      process.stderr.write(`${workload} round ${round}/${rounds}: ${side.name}\n`);
      records[i].push(await runJson(threads === 1 && canPin ? pinned(command, core) : command, side.environment));
    }
  }
  return records;
}

function report(results, { peer, rounds, threads, core }) {
  const first = results[0];
  const describe = (record) => [
    record.version,
    record.node && `Node ${record.node}`,
    `threads ${record.threads}`,
    record.blas && `BLAS ${record.blas}`,
  ];
  const text = (record) => describe(record).filter(Boolean).join(", ");
  const binding = threads === 1 && canPin ? `bound to core ${core}` : "not bound to a core";
  console.log(`hebb (${text(first.ours[0])}) beside ${peer} (${text(first.peer[0])})`);
  console.log(`${cpus()[0]?.model}, ${binding}; medians, rounds: ${rounds}; ratio above 1: hebb is faster\n`);
  const rows = results.flatMap((result) => result.rows);
  console.log(formatTable(rows, peer));
}

async function main() {
  const options = parse(process.argv.slice(2));
  const sides = [ownSide(options), peerSide(options.peer, options)];
  const results = [];
  for (const workload of options.chosen) {
    const [ours, peer] = await takeTurns(workload, sides, options);
    results.push({ workload, rows: compareRecords(workload, ours, peer), ours, peer });
  }
  if (!options.json) return report(results, options);
  const { peer, rounds, threads } = options;
  const machine = { cpu: cpus()[0]?.model, cores: cpus().length };
  console.log(JSON.stringify({ peer, rounds, threads, machine, results }));
}

await main().catch(exitOn);
