/** Whole programs: states and results that share memory, constants, deep graphs and empty ones. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Shape, sizeOf } from "../../src/base/shape.ts";
import { compileGraph } from "../../src/compile/index.ts";
import { printProgram } from "../../src/compile/ir/print.ts";
import { build as b } from "../../src/graph/builder.ts";
import type { Node } from "../../src/graph/node.ts";
import { evaluate } from "../../src/reference/evaluate.ts";
import { assemble, webAssembly } from "../../src/target/wasm/index.ts";
import { Dice } from "../compile/dice.ts";
import { randomGraph } from "../compile/random-graph.ts";
import { uniform } from "../ops/samples.ts";
import { assertAgrees, equally, exactly, type Feeds, graphOf, type Judge } from "./compiled.ts";
import { primitives } from "../nodes.ts";
import { emitParallelRun } from "../../src/target/wasm/run/parallel.ts";

const c = (value: number) => b.constant(value, "f32");

/** Inputs with small multiples of 1/8, whose sums are exact in any order. */
function eighths(nodes: readonly Node[]): Feeds {
  return new Map(
    nodes.map((node, stream) => [
      node,
      Float64Array.from({ length: sizeOf(node.shape) }, (_, n) =>
        node.dtype === "f32" ? Math.round(16 * uniform(n, stream) - 8) / 8 : Math.floor(3 * uniform(n, stream)),
      ),
    ]),
  );
}

const bits = () => exactly;
const numbers = () => equally;

test("constants that print alike are not merged", () => {
  const x = b.input([5], "f32", "x");
  const feeds = new Map([[x, [0, -0, 1, -1, NaN]]]);
  const values = [Infinity, -Infinity, NaN, 0, -0, 1e-45, 2 ** 127];
  const outputs = values.flatMap((value) => [
    b.max(x, c(value)),
    b.where(b.less(x, c(0)), x, c(value)),
    b.expand(b.reshape(c(value), [1]), [5]),
    b.div(c(1), b.mul(c(value), b.expand(b.reshape(c(1), [1]), [5]))),
  ]);
  assertAgrees(graphOf(outputs), feeds, numbers, "constants");
  assertAgrees(graphOf(values.map((value) => b.div(c(1), c(value)))), new Map(), bits, "folded constants");
  assertAgrees(
    graphOf(values.map((value) => b.apply(primitives.bitcast, [c(value)], { dtype: "i32" }))),
    new Map(),
    bits,
    "bits",
  );
});

/**
 * Checks that results are within rounding of the reference, or of exact arithmetic if an intermediate result of the
 * reference overflows or underflows.
 */
function assertRounds(outputs: readonly Node[], feeds: Feeds, what: string): void {
  const graph = graphOf(outputs);
  const precise = evaluate(graph, feeds, { precision: "f64" }).values;
  for (const output of outputs) {
    const exact = precise.get(output)!;
    let element = 0;
    const close: Judge = (got, expected) => {
      const exactly = exact[element++]!;
      return [expected, Math.fround(exactly)].some(
        (x) => equally(got, x) || Math.abs(got - x) <= 3e-7 * Math.abs(x) + 3e-45,
      );
    };
    assertAgrees(graphOf([output]), feeds, () => close, what);
  }
}

const extremes = [0, -0, 1, 1e-30, -1e30, 3e38, Infinity, NaN, 7].map(Math.fround);

test("algebraic rewrites change no value by more than rounding, for any constants", () => {
  const x = b.input([extremes.length], "f32", "x");
  const scales = [1e30, 1e-30, 2 ** 100, 2 ** -100, 3, 1, -1, 2 ** -140];
  const outputs = scales.flatMap((first) =>
    scales.flatMap((second) => [
      b.mul(b.mul(x, c(first)), c(second)),
      b.div(b.mul(c(first), x), c(second)),
      b.div(b.div(x, c(first)), c(second)),
    ]),
  );
  outputs.push(b.pow(x, c(2)), b.pow(x, c(3)), b.pow(x, c(-1)), b.pow(x, c(1)), b.neg(b.neg(x)), b.mul(x, c(0)));
  assertRounds(outputs, new Map([[x, extremes]]), "algebra");
});

test("an epsilon that keeps a logarithm finite is not merged into a larger constant", () => {
  const x = b.input([3], "f32", "x");
  const feeds = new Map([[x, [-1, 0, 1]]]);
  const shifted = b.add(b.add(x, c(1)), c(1e-8));
  assertAgrees(graphOf([shifted, b.add(c(1e-8), b.add(c(-1), x))]), feeds, bits, "epsilon");
  assertRounds([b.log(shifted)], feeds, "epsilon");
});

/** Divisors whose reciprocals are not subnormal, because a divisor shared by many elements is inverted. */
const divisors = [2 ** -126, 1e-30, 1, -3, 2 ** 126, Infinity, 0, NaN].map(Math.fround);

test("a divisor shared by many elements may be small, large, infinite or zero", () => {
  const x = b.input([divisors.length, 18], "f32", "x");
  const y = b.input([divisors.length, 1], "f32", "y");
  const values = [...extremes, ...extremes];
  const feeds = new Map([
    [x, divisors.flatMap(() => values)],
    [y, divisors],
  ]);
  assertRounds([b.div(x, y)], feeds, "one divisor for many");
});

test("sums over broadcast axes, empty ones included, are correct for infinities and NaN", () => {
  const x = b.input([3, 1], "f32", "x");
  const feeds = new Map([[x, [Infinity, NaN, 2]]]);
  const outputs = [0, 1, 5].map((count) => b.reduceSum(b.expand(x, [3, count]), [1]));
  assertAgrees(graphOf(outputs), feeds, bits, "repeated");
});

test("results may be inputs, constants, states, repeated, or absent", () => {
  const [x, y] = [b.input([3, 5], "f32", "x"), b.input([3, 5], "f32", "y")];
  const sum = b.add(x, y);
  const flipped = b.permute(x, [1, 0]);
  const bytes = [b.input([7], "u8", "bytes"), b.input([7], "u8", "others")];
  // y keeps the old value of x, as target networks and averages do.
  const keeping = [
    { target: x, value: b.neg(b.mul(x, c(2))) },
    { target: y, value: x },
  ];
  const cases: Parameters<typeof graphOf>[] = [
    [[]],
    [[x]],
    [[x, x, flipped, flipped]],
    [[sum, sum, b.neg(sum), b.reshape(sum, [15])]],
    [[c(3), b.expand(b.reshape(c(3), [1]), [7]), b.iota(4)]],
    [[], [{ target: x, value: y }]],
    [[], [{ target: x, value: x }]],
    [
      [x, y],
      [
        { target: x, value: y },
        { target: y, value: x },
      ],
    ],
    [
      [x, sum],
      [
        { target: x, value: sum },
        { target: y, value: sum },
      ],
    ],
    [[b.neg(x)], [{ target: x, value: b.neg(x) }]],
    [[], keeping],
    [[], keeping.toReversed()],
    [[], [{ target: x, value: b.pad(b.slice(x, [0, 1], [3, 4], [1, 1]), [0, 1], [0, 0]) }]],
    [[], [{ target: x, value: b.concat([b.slice(x, [0, 0], [2, 5], [1, 1]), b.slice(x, [0, 0], [1, 5], [1, 1])], 0) }]],
    [
      [],
      [
        { target: bytes[0]!, value: bytes[1]! },
        { target: bytes[1]!, value: bytes[0]! },
      ],
    ],
    [[flipped], [{ target: x, value: b.reshape(flipped, [3, 5]) }]],
    [[], [{ target: x, value: b.slice(x, [2, 4], [3, 5], [-1, -1]) }]],
    [[], [{ target: x, value: b.expand(b.reshape(c(2), [1, 1]), [3, 5]) }]],
    [
      [],
      [
        { target: x, value: b.add(b.mul(x, c(2)), b.reduceSum(x, [0])) },
        { target: y, value: b.sub(y, x) },
      ],
    ],
  ];
  cases.forEach((parts, i) => {
    const graph = graphOf(...parts);
    assertAgrees(graph, eighths(graph.inputs), numbers, `case ${i}`);
  });
});

/** Makes a value [n, n] from others by an operation that reads elements at other places and keeps sums exact. */
function mix(dice: Dice, pool: readonly Node[], indices: Node): Node {
  const [x, y] = [dice.pick(pool), dice.pick(pool)];
  const n = x.shape[0]!;
  const half = c(0.5);
  switch (dice.below(12)) {
    case 0:
      return b.permute(x, [1, 0]);
    case 1:
      return b.slice(x, [n - 1, 0], [n, n], [-1, 1]);
    case 2:
      return b.slice(x, [0, n - 1], [n, n], [1, -1]);
    case 3:
      return b.mul(b.add(x, y), half);
    case 4:
      return b.max(b.neg(x), y);
    case 5:
      return b.take(x, indices, dice.below(2));
    case 6:
      return b.scatterAdd(x, indices, b.mul(y, c(0)), dice.below(2));
    case 7:
      return b.pad(b.slice(x, [0, 1], [n, n - 1], [1, 1]), [0, 0], [0, 1]);
    case 8:
      return b.where(b.less(x, y), x, b.reduceMax(y, [dice.below(2)]));
    case 9:
      return b.expand(b.reduceMin(x, [dice.below(2)]), [n, n]);
    case 10:
      return b.concat([b.slice(x, [0, 0], [n - 1, n], [1, 1]), b.slice(y, [0, 0], [1, n], [1, 1])], 0);
    default:
      return b.dot(b.cast(b.equal(x, y), "f32"), b.max(b.min(x, c(1)), c(-1)), 0, 1);
  }
}

test("states computed from one another are updated correctly", () => {
  for (let seed = 0; seed < 200; seed++) {
    const dice = new Dice(seed);
    const n = seed % 20 === 0 ? 180 : 2 + dice.below(9);
    const states = [0, 1, 2, 3].map((i) => b.input([n, n], "f32", `state${i}`));
    const indices = b.input([n], "i32", "indices");
    const pool = [...states];
    for (let i = 0; i < 10; i++) pool.push(mix(dice, pool.slice(-7), indices));
    const late = pool.slice(-8);
    const assignments = states.map((target) => ({ target, value: dice.pick(late) }));
    const graph = graphOf([dice.pick(pool), dice.pick(pool), dice.pick(late)], assignments.slice(0, 1 + dice.below(4)));
    const feeds = new Map(eighths(graph.inputs));
    if (feeds.has(indices))
      feeds.set(
        indices,
        Float64Array.from({ length: n }, () => dice.below(n)),
      );
    assertAgrees(graph, feeds, numbers, `seed ${seed}`);
  }
});

test("a deep graph and one with many results are correct", () => {
  const x = b.input([37], "f32", "x");
  let y: Node = x;
  for (let i = 0; i < 600; i++) y = i % 3 === 0 ? b.max(y, b.neg(x)) : b.mul(b.add(y, x), c(0.5));
  const feeds = eighths([x]);
  const close: Judge = (got, expected) => Math.abs(got - expected) <= 1e-5;
  assertAgrees(graphOf([y]), feeds, () => close, "a chain of 1000");
  const many = Array.from({ length: 400 }, (_, i) => b.add(x, c(i)));
  assertAgrees(graphOf(many), feeds, bits, "400 results");
});

test("values with seven axes are correct", () => {
  const shape: Shape = [2, 3, 1, 2, 3, 2, 2];
  const [x, y] = [b.input(shape, "f32", "x"), b.input([3, 2, 1], "f32", "y")];
  const order = [6, 2, 4, 0, 5, 1, 3];
  const permuted = b.permute(b.add(x, y), order);
  const reversed = b.slice(permuted, [1, 0, 2, 0, 1, 2, 0], permuted.shape, [-1, 1, -1, 1, -1, -1, 1]);
  const outputs = [
    permuted,
    reversed,
    b.reduceSum(reversed, [1, 3, 5]),
    b.reduceMax(reversed, [0, 2, 4, 6]),
    b.reshape(reversed, [12, 12]),
  ];
  const graph = graphOf(outputs);
  assertAgrees(graph, eighths(graph.inputs), numbers, "seven axes");
  assert.equal(graph.inputs.length, 2);
});

test("sums, products and scatters of i32 wrap on overflow", () => {
  const x = b.input([3, 33], "i32", "x");
  const indices = b.input([33], "i32", "indices");
  const feeds = new Map<Node, ArrayLike<number>>([
    [x, Int32Array.from({ length: 99 }, (_, n) => 2 ** 32 * uniform(n))],
    [indices, Int32Array.from({ length: 33 }, (_, n) => n % 4)],
  ]);
  const zeros = b.expand(b.reshape(b.constant(0, "i32"), [1, 1]), [3, 4]);
  const outputs = [[0], [1], [0, 1]].flatMap((axes) => [b.reduceSum(x, axes), b.reduceProduct(x, axes)]);
  assertAgrees(graphOf([...outputs, b.scatterAdd(zeros, indices, x, 1)]), feeds, bits, "wrapping");
});

test("equal graphs compile to equal programs and equal modules, byte for byte", () => {
  for (let seed = 0; seed < 30; seed++) {
    const [first, second] = [0, 1].map(() => {
      const program = compileGraph(randomGraph(seed, { mixed: true }).graph, { training: true, target: webAssembly });
      return {
        plan: printProgram(program),
        module: assemble(program, { fma: true, shared: true, emitShared: emitParallelRun }).bytes,
      };
    });
    assert.equal(first!.plan, second!.plan, `seed ${seed}`);
    assert.ok(Buffer.from(first!.module).equals(second!.module), `seed ${seed}`);
  }
});
