import assert from "node:assert/strict";
import { test } from "node:test";
import { measure } from "../../src/cli/bench/measure.ts";
import { columns, formatTable } from "../../src/cli/bench/table.ts";
import { hebb } from "./run.ts";

interface Kernel {
  readonly label: string;
  readonly ms: number;
  readonly flops: number;
  readonly bytes: number;
}

test("--json prints one line, with the kernels if --profile is given", async () => {
  const { code, output, errors } = await hebb(["bench", "mlp-small", "--threads", "1", "--json", "--profile"]);
  assert.deepEqual([code, errors], [0, ""]);
  assert.equal(output.trimEnd().split("\n").length, 1);
  const record = JSON.parse(output) as Record<string, number>;
  assert.deepEqual([record["workload"], record["threads"], record["node"]], ["mlp-small", 1, process.versions.node]);
  assert.ok(record["n"]! >= 5);
  assert.ok(record["p10_ms"]! <= record["median_ms"]! && record["median_ms"]! <= record["p90_ms"]!);
  assert.ok(record["compile_ms"]! > 0 && record["compile_ms"]! < record["first_ms"]!);
  assert.ok(record["peak_rss_mb"]! > 20);
  assert.ok(record["last_loss"]! < record["first_loss"]!, "the loss on the pool of batches falls");
  const [{ kernels }] = record["profile"] as unknown as [{ kernels: Kernel[] }];
  assert.ok(kernels.length > 0);
  for (const { label, ms, flops, bytes } of kernels) {
    assert.ok(label.length > 0 && ms >= 0 && flops >= 0 && bytes > 0, label);
  }
});

interface Stage {
  readonly stage: string;
  readonly ms: number;
  readonly share: number;
  readonly sizes: Record<string, number>;
  readonly parts: readonly Omit<Stage, "parts">[];
}

test("--stages adds the time and the result of each stage of the compilation", async () => {
  const { code, output, errors } = await hebb(["bench", "elman", "--length", "2", "--stages", "--json"]);
  assert.deepEqual([code, errors], [0, ""]);
  const record = JSON.parse(output) as { compile_ms: number; stages: [{ stages: Stage[] }] };
  const [{ stages }] = record.stages;
  const sum = (values: readonly { ms: number; share: number }[], key: "ms" | "share") =>
    values.reduce((so, value) => so + value[key], 0);
  assert.ok(Math.abs(sum(stages, "share") - 1) < 1e-9);
  assert.ok(sum(stages, "ms") <= record.compile_ms);
  for (const { stage, ms, parts } of stages) {
    if (parts.length > 0) assert.ok(Math.abs(sum(parts, "ms") - ms) < 1e-9, stage);
  }
  const sizes = Object.assign({}, ...stages.map((one) => one.sizes)) as Record<string, number>;
  const units = ["nodes", "inputs", "arrays", "groups", "steps", "buffers", "scratch_bytes", "functions", "bytes"];
  assert.deepEqual(Object.keys(sizes), units);
  for (const [unit, size] of Object.entries(sizes)) assert.ok(size > 0, unit);
  const table = await hebb(["bench", "mlp-small", "--stages"]);
  assert.match(
    table.output,
    /^mlp-small, by stage +ms +share +result\ntrace +[\d.]+ +[\d.]+ % +\d+ nodes, \d+ inputs\n/m,
  );
  assert.match(table.output, /^ {2}algebra +[\d.]+ +[\d.]+ %$(.*\n)+assemble .* \d+ functions, [\d,]+ bytes\n/m);
  assert.match(table.output, /^total +[\d.]+$/m);
});

test("--length sets the sequence length of recurrent workloads and is rejected for others", async () => {
  const { output } = await hebb(["bench", "elman", "--length", "2", "--threads", "1", "--json"]);
  assert.equal((JSON.parse(output) as Record<string, number>)["length"], 2);
  const { code, errors } = await hebb(["bench", "lenet", "--length", "2"]);
  assert.equal(code, 1);
  assert.match(
    errors,
    /^error: --length does not apply to the workload lenet\n.*lstm, gru, elman, seq2seq\.\n.*Omit --length/m,
  );
  const zero = await hebb(["bench", "elman", "--length", "0"]);
  assert.equal(zero.code, 1);
  assert.match(zero.errors, /--length.*integer of at least 1/);
});

test("bench --decode measures tokens per second, for transformer only", async () => {
  const { output } = await hebb(["bench", "transformer", "--decode", "--threads", "1", "--json"]);
  const record = JSON.parse(output) as Record<string, number>;
  assert.equal(record["decode"], true);
  assert.ok(Math.abs(record["tokens_per_s"]! - 256e3 / record["median_ms"]!) < 1e-6 * record["tokens_per_s"]!);
  const { code, errors } = await hebb(["bench", "lenet", "--decode"]);
  assert.equal(code, 1);
  assert.match(errors, /--decode does not apply to the workload lenet\n.*decoding of transformer/);
});

test("bench prints a table by default", async () => {
  const { code, output } = await hebb(["bench", "mlp-small", "--profile"]);
  assert.equal(code, 0);
  assert.match(output, /^workload +mlp-small\n/);
  assert.match(output, /^median_ms +[\d.e-]+$/m);
  assert.match(output, /^mlp-small, by kernel +us +share +GFLOP\/s +GB\/s +of limit\n/m);
});

/** A clock that advances only when told. */
function clock() {
  let time = 0;
  return { now: () => time, pass: (milliseconds: number) => (time += milliseconds) };
}

test("measure times the first step, the warm-up and the timed steps", async () => {
  const { now, pass } = clock();
  const seen: number[] = [];
  const step = (i: number) => {
    seen.push(i);
    pass(i === 0 ? 500 : 100 + (i % 10));
    return Promise.resolve(i);
  };
  const { first_ms, median_ms, p10_ms, p90_ms, n, first_loss, last_loss } = await measure(
    step,
    { warmSeconds: 1, timedSeconds: 3 },
    now,
  );
  // 10 steps of warm-up take 1045 ms, and 29 timed ones just over 3 s.
  assert.deepEqual([first_ms, n, first_loss, last_loss, seen.length], [500, 29, 0, 39, 40]);
  assert.deepEqual([p10_ms, median_ms, p90_ms], [101, 105, 109]);
});

test("measure limits the number of fast steps and runs a minimum number of slow ones", async () => {
  const fast = clock();
  const many = await measure(() => void fast.pass(0.001), { warmSeconds: 1, timedSeconds: 3 }, fast.now);
  assert.deepEqual([many.n, many.first_loss], [2000, undefined]);
  const slow = clock();
  let steps = 0;
  const few = await measure(
    () => {
      steps++;
      slow.pass(10_000);
    },
    { warmSeconds: 1, timedSeconds: 3 },
    slow.now,
  );
  assert.deepEqual([few.n, steps], [5, 1 + 3 + 5]);
});

test("tables are aligned", () => {
  assert.equal(
    columns([
      ["a", "bb"],
      ["ccc", "d"],
    ]),
    "a    bb\nccc   d",
  );
  assert.equal(
    formatTable({ workload: "gemm", sizes: { 64: { gflops: 12.345, tn: 123.4 }, 128: { gflops: 1, tn: 2 } } }),
    "workload  gemm\n\nGFLOP/s    nn     tn\n64       12.3  123.4\n128         1      2",
  );
});
