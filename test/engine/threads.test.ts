/** Programs divided among threads: products of every layout and size class, reductions, scatters, sorts and maps. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Shape, sizeOf } from "../../src/base/shape.ts";
import { isShared } from "../../src/compile/ir/program.ts";
import { gradients } from "../../src/grad/reverse.ts";
import { build as b } from "../../src/graph/builder.ts";
import type { Node } from "../../src/graph/node.ts";
import { evaluate } from "../../src/reference/evaluate.ts";
import { setThreads, startThreads } from "../../src/runtime/index.ts";
import { uniform } from "../ops/samples.ts";
import { allowedError, CompiledGraph, type Feeds, graphOf } from "./compiled.ts";
import { argsort, cumulativeSum } from "../nodes.ts";

const c = (value: number) => b.constant(value, "f32");

class Inputs {
  readonly feeds = new Map<Node, Float64Array>();

  floats(...shape: number[]): Node {
    return this.given(shape, "f32", (x) => Math.fround(2 * x - 1));
  }

  given(shape: Shape, dtype: "f32" | "i32", value: (x: number) => number): Node {
    const node = b.input(shape, dtype, `x${this.feeds.size}`);
    const values = Float64Array.from({ length: sizeOf(shape) }, (_, n) => value(uniform(n, this.feeds.size)));
    this.feeds.set(node, values);
    return node;
  }

  /** Operands of shape [rows, k]: an input, and a transposed input. */
  operands(rows: number, k: number): Node[] {
    return [this.floats(rows, k), b.permute(this.floats(k, rows), [1, 0])];
  }

  products(m: number, n: number, k: number): Node[] {
    const right = this.operands(n, k);
    return this.operands(m, k).flatMap((x) => right.map((y) => b.dot(x, y, 0, 1)));
  }
}

const cases: Record<string, (inputs: Inputs) => Node[]> = {
  "few rows": (inputs) => inputs.products(5, 700, 300),
  "few columns": (inputs) => inputs.products(700, 20, 300),
  "both operands in panels": (inputs) => inputs.products(430, 70, 620),
  "long sums": (inputs) => inputs.products(33, 65, 5000),
  "one row": (inputs) => inputs.products(1, 700, 500),
  "one column": (inputs) => inputs.products(700, 1, 500),
  batches: (inputs) => {
    const [x, y] = [inputs.floats(6, 65, 80), inputs.floats(6, 80, 31)];
    return [b.dot(x, b.permute(y, [0, 2, 1]), 1, 1), b.dot(b.permute(y, [0, 2, 1]), x, 1, 1)];
  },
  "two large batches": (inputs) => [b.dot(inputs.floats(2, 130, 200), inputs.floats(2, 90, 200), 1, 1)],
  "an epilogue": (inputs) => {
    const z = b.add(b.dot(inputs.floats(300, 200), inputs.floats(130, 200), 0, 1), inputs.floats(130));
    const active = b.mul(b.tanh(z), c(0.5));
    return [active, b.reduceSum(active, [0]), b.reduceMax(z, [1])];
  },
  "rows: softmax and a standardization": (inputs) => {
    const x = inputs.floats(500, 130);
    const powers = b.exp(b.sub(x, b.reduceMax(x, [1])));
    const centered = b.sub(x, b.mul(b.reduceSum(x, [1]), c(1 / 130)));
    return [b.div(powers, b.reduceSum(powers, [1])), b.mul(centered, b.reduceSum(b.mul(centered, centered), [1]))];
  },
  columns: (inputs) => {
    const x = inputs.floats(500, 130);
    return [b.reduceSum(x, [0]), b.reduceMax(b.sin(x), [0]), b.div(x, b.reduceSum(b.abs(x), [0]))];
  },
  "reductions to one element": (inputs) => {
    const x = inputs.floats(90_000);
    return [b.reduceSum(b.exp(x), [0]), b.reduceMin(x, [0]), b.reduceProduct(b.add(c(1), b.mul(x, c(1e-3))), [0])];
  },
  "an embedding and its gradient": (inputs) => {
    const at = inputs.given([600], "i32", (x) => Math.floor(40 * x));
    const table = inputs.floats(40, 257);
    const rows = b.tanh(b.take(table, at, 0));
    return [
      rows,
      b.scatterAdd(table, at, rows, 0),
      b.scatterAdd(b.permute(table, [1, 0]), at, b.permute(rows, [1, 0]), 1),
    ];
  },
  "products of looked-up rows and their gradients": (inputs) => {
    const at = inputs.given([30, 40], "i32", (x) => Math.floor(40 * x));
    const [table, weight, dy] = [inputs.floats(40, 130), inputs.floats(300, 130), inputs.floats(40, 30, 300)];
    const y = b.dot(b.permute(b.take(table, at, 0), [1, 0, 2]), weight, 0, 1);
    return [y, ...gradients([y], [dy], [table, weight]).map((node) => node!)];
  },
  "running sums": (inputs) => {
    const x = inputs.floats(300, 700);
    return [
      cumulativeSum(x, 0, true, false),
      cumulativeSum(b.sin(x), 1, false, true),
      cumulativeSum(inputs.floats(90_001), 0, false, false),
    ];
  },
  "sorts of rows and columns": (inputs) => {
    const x = inputs.floats(130, 300);
    return [argsort(x, 0, false), argsort(b.exp(x), 1, true)];
  },
  "maps, views and padding": (inputs) => {
    const x = inputs.floats(300, 200);
    const transposed = b.permute(b.exp(x), [1, 0]);
    return [
      transposed,
      b.pad(transposed, [1, 2], [3, 0]),
      b.concat([x, b.neg(x)], 1),
      b.slice(x, [299, 0], [150, 100], [-2, 2]),
    ];
  },
};

function assertClose(compiled: CompiledGraph, feeds: Feeds, name: string): void {
  const { outputs } = compiled.run(feeds);
  const rounded = evaluate(compiled.graph, feeds).outputs;
  evaluate(compiled.graph, feeds, { precision: "f64" }).outputs.forEach((precise, j) => {
    const bound = allowedError(rounded[j]!, precise);
    precise.forEach((x, i) => {
      const message = `${name}: output ${j}, element ${i} is ${outputs[j]![i]}, not ${x}`;
      if (!(Math.abs(outputs[j]![i]! - x) <= bound)) assert.fail(`${message}\n\n${String(compiled)}`);
    });
  });
}

const digits = (compiled: CompiledGraph, feeds: Feeds) =>
  compiled.run(feeds).outputs.map((values) => Buffer.from(values.buffer).toString("base64"));

test("large programs match the reference and have the same bits on one thread and on two", async () => {
  const programs = Object.entries(cases).map(([name, make]) => {
    const inputs = new Inputs();
    const compiled = new CompiledGraph(graphOf(make(inputs)));
    assert.ok(compiled.program.steps.some(isShared), `${name} has a single chunk`);
    return { name, compiled, feeds: inputs.feeds };
  });
  setThreads(1);
  for (const { name, compiled, feeds } of programs) assertClose(compiled, feeds, name);
  const single = programs.map(({ compiled, feeds }) => digits(compiled, feeds));
  setThreads(2);
  assert.equal(await startThreads(), 2);
  for (let round = 0; round < 10; round++) {
    programs.forEach(({ name, compiled, feeds }, i) => {
      assert.deepEqual(digits(compiled, feeds), single[i], `${name}, round ${round}`);
    });
  }
  setThreads(1);
});
