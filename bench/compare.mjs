// Runs the benchmarks of Hebb and of its peers in turn, A B A B ..., and prints the ratios: `node compare.mjs mlp rbm`.
// Alternation and medians reduce the effect of noise, which affects adjacent runs equally. See README.md.
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { BenchError, canPin, exitOn, ownSide, peerNames, peerSide, pinned, runJson } from "./run.mjs";
import { compareRecords, formatTable } from "./summary.mjs";

const networks = ["mlp", "mlp-small", "lenet", "resnet", "lstm", "gru", "elman", "transformer", "seq2seq"];
const workloads = ["gemm", ...networks, "rbm", "elementwise"];
const usage = `usage: node compare.mjs WORKLOAD... [--peers ${peerNames.join(",")}] [--rounds 5] [--length N]
                        [--threads 1] [--core 0] [--node PATH] [--ours COMMAND] [--blas KIND] [--decode] [--json]
workloads: ${workloads.join(", ")}, all
--peers: default pytorch; --length: sequence length of lstm, gru, elman and seq2seq; --decode: decoding by transformer, against pytorch`;

function positiveInteger(text, name) {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new BenchError(`--${name} must be an integer of at least 1, got "${text}"\n${usage}`);
}

function parse(words) {
  const text = (initial) => ({ type: "string", default: initial });
  const options = {
    peers: text("pytorch"),
    rounds: text("5"),
    length: { type: "string" },
    threads: text("1"),
    core: text("0"),
    node: text(process.execPath),
    ours: { type: "string" },
    blas: text("auto"),
    decode: { type: "boolean", default: false },
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
  if (values.decode && (chosen.join() !== "transformer" || values.peers !== "pytorch")) {
    throw new BenchError(`--decode is for the workload transformer and the peer pytorch\n${usage}`);
  }
  if (!/^\d+$/.test(values.core)) throw new BenchError(`--core must be the number of a core, got "${values.core}"`);
  return {
    ...values,
    chosen,
    peers: values.peers.split(","),
    rounds: positiveInteger(values.rounds, "rounds"),
    threads: positiveInteger(values.threads, "threads"),
    ...(values.length !== undefined && { length: positiveInteger(values.length, "length") }),
  };
}

/** Runs all sides in turn; returns one record per round for each side. */
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

/** The settings reported by a process, as text. */
function describe({ version, node, threads, blas }) {
  return [version, node && `Node ${node}`, `threads ${threads}`, blas && `BLAS ${blas}`].filter(Boolean).join(", ");
}

function report(results, { rounds, threads, core, length }) {
  const [{ ours, peers }] = results;
  const binding = threads === 1 && canPin ? `bound to core ${core}` : "not bound to a core";
  console.log(`hebb (${describe(ours[0])})`);
  for (const { peer, records } of peers) console.log(`${peer} (${describe(records[0])})`);
  console.log(`${cpus()[0]?.model}, ${binding}; medians of ${rounds} rounds; ratio above 1: hebb is faster`);
  if (length !== undefined) console.log(`sequence length: ${length}`);
  console.log(`\n${formatTable(results.flatMap(({ peers }) => peers.flatMap(({ rows }) => rows)))}`);
}

async function main() {
  const options = parse(process.argv.slice(2));
  const sides = [ownSide(options), ...options.peers.map((peer) => peerSide(peer, options))];
  const results = [];
  for (const workload of options.chosen) {
    const [ours, ...others] = await takeTurns(workload, sides, options);
    const peers = options.peers.map((peer, i) => {
      const records = others[i];
      return { peer, rows: compareRecords(workload, ours, { peer, records }), records };
    });
    results.push({ workload, ours, peers });
  }
  if (!options.json) return report(results, options);
  const { peers, rounds, threads, length } = options;
  const machine = { cpu: cpus()[0]?.model, cores: cpus().length };
  console.log(JSON.stringify({ peers, rounds, threads, length, machine, results }));
}

await main().catch(exitOn);
