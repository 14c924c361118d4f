/** Compiled gradients of the building blocks of networks against the reference in f64. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Shape, sizeOf } from "../../src/base/shape.ts";
import { gradients } from "../../src/grad/reverse.ts";
import { build as b } from "../../src/graph/builder.ts";
import type { Node } from "../../src/graph/node.ts";
import { evaluate } from "../../src/reference/evaluate.ts";
import { uniform } from "../ops/samples.ts";
import { casesOf } from "../grad/cases.ts";
import { allowedError, CompiledGraph, graphOf, withAndWithoutFma } from "./compiled.ts";
import { type PrimitiveName, primitives } from "../nodes.ts";

const c = (value: number) => b.constant(value, "f32");
const lastAxis = (x: Node) => x.shape.length - 1;

class Inputs {
  readonly feeds = new Map<Node, Float64Array>();

  floats(...shape: number[]): Node {
    return this.given(shape, "f32", (n) => Math.fround(2 * uniform(n, this.feeds.size) - 1));
  }

  indices(bound: number, ...shape: number[]): Node {
    return this.given(shape, "i32", (n) => Math.floor(bound * uniform(n, 50)));
  }

  given(shape: Shape, dtype: "f32" | "i32", value: (n: number) => number): Node {
    const node = b.input(shape, dtype, `x${this.feeds.size}`);
    this.feeds.set(
      node,
      Float64Array.from({ length: sizeOf(shape) }, (_, n) => value(n)),
    );
    return node;
  }

  get variables(): Node[] {
    return [...this.feeds.keys()].filter(({ dtype }) => dtype === "f32");
  }
}

function softmax(x: Node): Node {
  const powers = b.exp(b.sub(x, b.detach(b.reduceMax(x, [lastAxis(x)]))));
  return b.div(powers, b.reduceSum(powers, [lastAxis(x)]));
}

function logSoftmax(x: Node): Node {
  const shifted = b.sub(x, b.detach(b.reduceMax(x, [lastAxis(x)])));
  return b.sub(shifted, b.log(b.reduceSum(b.exp(shifted), [lastAxis(x)])));
}

function layerNorm(x: Node, gain: Node, shift: Node): Node {
  const share = c(1 / x.shape[lastAxis(x)]!);
  const centered = b.sub(x, b.mul(b.reduceSum(x, [lastAxis(x)]), share));
  const variance = b.mul(b.reduceSum(b.mul(centered, centered), [lastAxis(x)]), share);
  return b.add(b.mul(b.div(centered, b.sqrt(b.add(variance, c(1e-5)))), gain), shift);
}

const linear = (x: Node, weight: Node, bias: Node) => b.add(b.dot(x, weight, 0, 1), bias);

/** Causal attention softmax(q kᵀ / √d) v of tensors [batch, heads, time, d]. */
function attention(q: Node, k: Node, v: Node): Node {
  const [, , time, d] = q.shape as [number, number, number, number];
  const scores = b.mul(b.dot(q, k, 2, 1), c(1 / Math.sqrt(d)));
  const allowed = b.not(b.less(b.reshape(b.iota(time), [time, 1]), b.iota(time)));
  return b.dot(softmax(b.where(allowed, scores, c(-1e9))), b.permute(v, [0, 1, 3, 2]), 2, 1);
}

/** Splits [batch, time, heads * d] into heads: [batch, heads, time, d]. */
function heads(x: Node, count: number): Node {
  const [batch, time, width] = x.shape as [number, number, number];
  return b.permute(b.reshape(x, [batch, time, count, width / count]), [0, 2, 1, 3]);
}

const gelu = (x: Node) => b.mul(b.mul(x, c(0.5)), b.add(b.apply(primitives.erf, [b.mul(x, c(Math.SQRT1_2))]), c(1)));

const functions: Record<string, (inputs: Inputs) => Node> = {
  softmax: (inputs) => softmax(inputs.floats(17, 31)),
  "softmax of one column": (inputs) => softmax(inputs.floats(5, 1)),
  "softmax over the first axis": (inputs) => softmax(b.permute(inputs.floats(31, 17), [1, 0])),
  "cross entropy": (inputs) => {
    const logits = inputs.floats(33, 10);
    const hit = b.equal(b.reshape(inputs.indices(10, 33), [33, 1]), b.iota(10));
    return b.reduceSum(b.where(hit, logSoftmax(logits), c(0)), [1]);
  },
  "cross entropy with probabilities": (inputs) =>
    b.mul(logSoftmax(inputs.floats(9, 129)), softmax(inputs.floats(9, 129))),
  "layer norm": (inputs) => layerNorm(inputs.floats(17, 65), inputs.floats(65), inputs.floats(65)),
  "layer norm of three axes": (inputs) => layerNorm(inputs.floats(3, 5, 31), inputs.floats(31), inputs.floats(31)),
  attention: (inputs) => {
    const [batch, time, width] = [2, 17, 24];
    const x = inputs.floats(batch, time, width);
    const part = () => heads(linear(x, inputs.floats(width, width), inputs.floats(width)), 3);
    const mixed = attention(part(), part(), part());
    return b.reshape(b.permute(mixed, [0, 2, 1, 3]), [batch, time, width]);
  },
  embedding: (inputs) => {
    const rows = b.take(inputs.floats(13, 20), inputs.indices(13, 5, 9), 0);
    return b.dot(b.tanh(rows), inputs.floats(7, 20), 0, 1);
  },
  "a tied embedding": (inputs) => {
    const table = inputs.floats(13, 20);
    return logSoftmax(b.dot(b.tanh(b.take(table, inputs.indices(13, 31), 0)), table, 0, 1));
  },
  "a deep network": (inputs) => {
    const sizes = [19, 33, 40, 33, 7];
    return sizes.slice(1).reduce<Node>(
      (x, size, i) => {
        const z = linear(x, inputs.floats(size, sizes[i]!), inputs.floats(size));
        return [gelu, b.tanh, b.sin, (y: Node) => y][i]!(b.mul(z, c(0.3)));
      },
      inputs.floats(50, 19),
    );
  },
  "a wide network of many chunks": (inputs) => {
    const hidden = gelu(linear(inputs.floats(64, 130), inputs.floats(257, 130), inputs.floats(257)));
    return logSoftmax(linear(b.mul(hidden, c(0.1)), inputs.floats(10, 257), inputs.floats(10)));
  },
  "a scaled difference of neighbors": (inputs) => {
    const x = inputs.floats(9, 31);
    const later = b.slice(x, [0, 1], [9, 30], [1, 1]);
    const sooner = b.slice(x, [8, 0], [9, 30], [-1, 1]);
    return b.concat([b.mul(b.sub(later, sooner), inputs.floats(9, 1)), b.pad(x, [0, 1], [0, 2])], 1);
  },
  "products, largest and smallest": (inputs) => {
    const x = inputs.floats(5, 7);
    return b.mul(b.reduceMax(b.sin(x), [1]), b.add(b.reduceProduct(b.add(x, c(1.5)), [0]), b.reduceMin(x, [0, 1])));
  },
};

/** Returns the gradients of a weighted sum of the results. The weights keep gradients from being trivial. */
function slopesOf(y: Node, weight: Node, variables: readonly Node[]): Node[] {
  return gradients([y], [weight], variables).filter((slope) => slope !== null);
}

function assertClose(outputs: readonly Node[], feeds: ReadonlyMap<Node, ArrayLike<number>>, what: string): void {
  const compiled = new CompiledGraph(graphOf(outputs));
  const got = compiled.run(feeds).outputs;
  const precise = evaluate(compiled.graph, feeds, { precision: "f64" }).outputs;
  const rounded = evaluate(compiled.graph, feeds).outputs;
  precise.forEach((values, j) => {
    const bound = allowedError(rounded[j]!, values);
    values.forEach((x, i) => {
      const close = Math.abs(got[j]![i]! - x) <= bound;
      if (!close) assert.fail(`${what}: gradient ${j}, element ${i} is ${got[j]![i]}, not ${x}\n\n${String(compiled)}`);
    });
  });
  compiled.release();
}

for (const [name, f] of Object.entries(functions)) {
  test(`the value and the gradients of ${name} match the reference, to second order`, () => {
    withAndWithoutFma((mode) => {
      const inputs = new Inputs();
      const y = f(inputs);
      const { variables } = inputs;
      const slopes = slopesOf(y, inputs.floats(...y.shape), variables);
      assert.equal(slopes.length, variables.length);
      assertClose([y, ...slopes], inputs.feeds, `${name} ${mode}`);
      const squares = slopes.map((slope) =>
        b.reduceSum(
          b.mul(slope, slope),
          slope.shape.map((_, axis) => axis),
        ),
      );
      const total = squares.map((square) => b.reshape(square, [])).reduce((sum, square) => b.add(sum, square));
      assertClose(slopesOf(total, c(1), variables), inputs.feeds, `${name}, second order, ${mode}`);
    });
  });
}

/** Returns true for primitives on floats, except casts, which need a target type and whose gradients are casts. */
function isDifferentiable(name: PrimitiveName): boolean {
  const primitive = primitives[name];
  return !primitive.elementwise || (primitive.dtypes.includes("f32") && !name.includes("cast"));
}

test("the gradients of every primitive match the reference", () => {
  for (const name of (Object.keys(primitives) as PrimitiveName[]).filter(isDifferentiable)) {
    for (const { name: label, f, points } of casesOf(name) ?? []) {
      const nodes = points.map(({ shape, dtype = "f32" }) => b.input(shape, dtype));
      const feeds = new Map<Node, ArrayLike<number>>(
        nodes.map((node, i) => [node, Float32Array.from(points[i]!.data)]),
      );
      const y = f(...nodes);
      if (y.dtype !== "f32") continue;
      const weight = b.input(y.shape, "f32");
      feeds.set(
        weight,
        Float32Array.from({ length: sizeOf(y.shape) }, (_, n) => 2 * uniform(n, 9) - 1),
      );
      const slopes = slopesOf(
        y,
        weight,
        nodes.filter(({ dtype }) => dtype === "f32"),
      );
      if (slopes.length > 0) assertClose(slopes, feeds, `${name} ${label}`);
    }
  }
});
