/**
 * Random graphs for fuzzing, with awkward shapes, all families of operations, shared values, state and several outputs.
 */
import type { DType } from "../../src/base/dtype.ts";
import { build } from "../../src/graph/builder.ts";
import type { Graph } from "../../src/graph/graph.ts";
import type { Node } from "../../src/graph/node.ts";
import { sizeOf } from "../../src/base/shape.ts";
import { Dice, type Input } from "./dice.ts";
import { randomLoop } from "./random-loop.ts";
import { cumulativeSum, primitives } from "../nodes.ts";

/** A random graph with values for its inputs. */
export interface RandomGraph {
  readonly graph: Graph;
  readonly feeds: ReadonlyMap<Node, Float64Array>;
}

export interface RandomGraphOptions {
  readonly operations?: number;
  /** Lengths from which axes are drawn. */
  readonly lengths?: readonly number[];
  /** Maximum number of elements of a value. */
  readonly largest?: number;
  /** Adds integers, bytes and bools, lookups, masks, loops and random bits. */
  readonly mixed?: boolean;
}

/** Returns the random graph of a seed. */
export function randomGraph(seed: number, options: RandomGraphOptions = {}): RandomGraph {
  const { operations = 14, largest = 4000, mixed = false } = options;
  const dice = new Dice(seed, options.lengths);
  const feeds = new Map<Node, Float64Array>();
  const inputs: Node[] = [];
  const input: Input = (shape, dtype = "f32") => {
    const node = build.input(shape, dtype, `x${inputs.length}`);
    inputs.push(node);
    feeds.set(
      node,
      Float64Array.from({ length: sizeOf(shape) }, () => randomValue(dice, dtype)),
    );
    return node;
  };
  const square = () => [dice.pick(dice.lengths), dice.pick(dice.lengths)];
  const pool = [randomShape(dice), randomShape(dice), square()].map((shape) => input(shape));
  for (let i = 0; i < operations; i++) {
    const next = randomNode(dice, pool, input, mixed);
    if (sizeOf(next.shape) <= largest) pool.push(next);
  }
  const made = pool.filter((node) => node.op !== "input");
  const outputs = [made[made.length - 1]!, dice.pick(made)];
  const state = dice.pick(pool.filter((node) => node.op === "input"));
  const rival = made.findLast((node) => node.shape.join() === state.shape.join());
  const value = rival ?? build.mul(state, build.constant(0.5, "f32"));
  return { graph: { inputs, outputs, assignments: [{ target: state, value }] }, feeds };
}

function randomValue(dice: Dice, dtype: DType): number {
  const x = 2 * dice.next() - 1;
  return { f32: Math.fround(x), i32: Math.round(100 * x), u8: Math.round(127 + 127 * x), bool: Number(x > 0) }[dtype];
}

function randomShape(dice: Dice): number[] {
  return Array.from({ length: 1 + dice.below(3) }, () => dice.pick(dice.lengths));
}

function randomNode(dice: Dice, pool: readonly Node[], input: Input, mixed: boolean): Node {
  const x = dice.pick(pool.slice(-6));
  const makers = [
    unary,
    unary,
    binary,
    binary,
    comparison,
    reduction,
    normalization,
    movement,
    movement,
    contraction,
    indexing,
    joining,
    consuming,
  ];
  if (mixed) makers.push(integers, integers, bytes, masking, choosing, attending, noise, running, lookingUp, looping);
  return dice.pick(makers)(dice, x, pool, input);
}

/** Builds a random operation on `x`. */
type Maker = (dice: Dice, x: Node, pool: readonly Node[], input: Input) => Node;

const unary: Maker = (dice, x) =>
  dice.pick([build.neg, build.tanh, build.sin, build.abs, (n: Node) => build.exp(build.neg(build.abs(n)))])(x);

/** Returns a node whose shape broadcasts with that of `x`. */
function partner(dice: Dice, x: Node, pool: readonly Node[], input: Input): Node {
  const like = pool.filter((node) => node.shape.join() === x.shape.join());
  if (like.length > 0 && dice.next() < 0.6) return dice.pick(like);
  if (dice.next() < 0.3) return build.constant(dice.pick([0, 1, -1, 0.5, 2]), "f32");
  const shape = x.shape.map((length) => (dice.next() < 0.5 ? 1 : length));
  return input(shape.slice(dice.below(shape.length)));
}

const binary: Maker = (dice, x, pool, input) => {
  const y = partner(dice, x, pool, input);
  return dice.pick([build.add, build.sub, build.mul, build.max, build.min])(x, y);
};

const comparison: Maker = (dice, x, pool, input) => {
  const y = partner(dice, x, pool, input);
  const condition = dice.next() < 0.5 ? build.less(x, y) : build.not(build.less(y, x));
  return build.where(condition, x, build.mul(x, build.constant(0.25, "f32")));
};

const looping: Maker = (dice, x, _, input) => {
  if (x.shape.length < 2 || x.shape[0]! > 9) return build.neg(x);
  return randomLoop(dice, x, input, (inner, pool, fresh) => randomNode(inner, pool, fresh, false));
};

const running: Maker = (dice, x) =>
  x.shape.length === 0
    ? build.neg(x)
    : cumulativeSum(x, dice.below(x.shape.length), dice.next() < 0.5, dice.next() < 0.5);

/** Builds products of permuted rows, looked up in a table that may be short. */
const lookingUp: Maker = (dice, x, _, input) => {
  if (x.shape.length !== 2) return build.abs(x);
  const [length, width] = x.shape as [number, number];
  const rows = [dice.pick([1, 5, 17]), dice.pick([3, 4])];
  const positions = build.reshape(build.iota(rows[0]! * rows[1]!), rows);
  const indices = build.apply(primitives.mod, [
    build.mul(positions, build.constant(7, "i32")),
    build.constant(length, "i32"),
  ]);
  const found = build.permute(build.take(x, indices, 0), [1, 0, 2]);
  return build.dot(found, input([dice.pick(dice.lengths), width]), 0, 1);
};

function someAxes(dice: Dice, x: Node): number[] {
  const axes = x.shape.map((_, axis) => axis).filter(() => dice.next() < 0.5);
  return axes.length > 0 ? axes : [dice.below(x.shape.length)];
}

const reduction: Maker = (dice, x) => {
  if (x.shape.length === 0) return build.neg(x);
  const reduced = dice.pick([build.reduceSum, build.reduceMax, build.reduceMin])(x, someAxes(dice, x));
  return dice.next() < 0.5
    ? reduced
    : build.reshape(
        reduced,
        reduced.shape.filter((length) => length !== 1),
      );
};

/** Builds a softmax or a standardization: reductions whose results are read along the same axes. */
const normalization: Maker = (dice, x) => {
  if (x.shape.length === 0) return build.neg(x);
  const axes = someAxes(dice, x);
  if (dice.next() < 0.5) {
    const powers = build.exp(build.sub(x, build.reduceMax(x, axes)));
    return build.div(powers, build.reduceSum(powers, axes));
  }
  const count = axes.reduce((product, axis) => product * x.shape[axis]!, 1);
  const centered = build.sub(x, build.mul(build.reduceSum(x, axes), build.constant(1 / count, "f32")));
  const variance = build.mul(build.reduceSum(build.mul(centered, centered), axes), build.constant(1 / count, "f32"));
  return build.div(centered, build.sqrt(build.add(variance, build.constant(1, "f32"))));
};

const movement: Maker = (dice, x) => {
  const { shape } = x;
  const order = shape.map((_, axis) => axis).sort(() => dice.next() - 0.5);
  switch (dice.below(5)) {
    case 0:
      return build.permute(x, order);
    case 1:
      return build.reshape(x, [sizeOf(shape)]);
    case 2:
      return build.expand(build.reshape(x, [1, ...shape]), [dice.pick([2, 3]), ...shape]);
    case 3: {
      const steps = shape.map(() => dice.pick([1, 1, -1, 2]));
      const lengthOf = (length: number, step: number) => Math.ceil(length / Math.abs(step));
      const starts = shape.map((length, axis) => (steps[axis]! < 0 ? length - 1 : 0));
      return build.slice(
        x,
        starts,
        shape.map((length, axis) => lengthOf(length, steps[axis]!)),
        steps,
      );
    }
    default:
      return build.pad(
        x,
        shape.map(() => dice.below(3)),
        shape.map(() => dice.below(3)),
      );
  }
};

const contraction: Maker = (dice, x, _, input) => {
  if (x.shape.length < 2) return build.tanh(x);
  const k = x.shape[x.shape.length - 1]!;
  const batch = x.shape.length === 3 && dice.next() < 0.5 ? 1 : 0;
  const y = input([...x.shape.slice(0, batch), dice.pick(dice.lengths), k]);
  const flipped = dice.next() < 0.3 && batch === 0 && x.shape.length === 2;
  if (!flipped) return build.dot(x, y, batch, 1);
  return build.dot(
    build.permute(x, [1, 0]),
    build.permute(input([x.shape[0]!, dice.pick(dice.lengths)]), [1, 0]),
    0,
    1,
  );
};

const indexing: Maker = (dice, x) => {
  if (x.shape.length === 0) return build.neg(x);
  const axis = dice.below(x.shape.length);
  const length = x.shape[axis]!;
  const count = dice.pick(dice.lengths);
  const shifted = build.apply(primitives.mod, [
    build.add(build.iota(count), build.constant(dice.below(9), "i32")),
    build.constant(length, "i32"),
  ]);
  const gathered = build.take(x, shifted, axis);
  return dice.next() < 0.5 ? gathered : build.scatterAdd(x, shifted, gathered, axis);
};

const joining: Maker = (dice, x) => {
  if (x.shape.length === 0) return build.neg(x);
  return build.concat([x, build.neg(x)], dice.below(x.shape.length));
};

/** Returns an i32 node that broadcasts with `x`, computed with arithmetic, shifts and logic. */
function integer(dice: Dice, x: Node, input: Input): Node {
  const some = () =>
    input(
      x.shape.map((length) => (dice.next() < 0.3 ? 1 : length)),
      "i32",
    );
  const [i, j] = [some(), some()];
  const operation = dice.pick([
    "add",
    "sub",
    "mul",
    "div",
    "mod",
    "max",
    "and",
    "xor",
    "shiftLeft",
    "shiftRightArithmetic",
  ] as const);
  const result = build.apply(primitives[operation], [i, j]);
  return dice.next() < 0.5 ? result : build.where(build.less(j, i), result, build.neg(i));
}

/** Scales integers to small exact values, so that other terms keep their digits. */
function scaled(i: Node): Node {
  return build.mul(build.cast(build.and(i, build.constant(255, "i32")), "f32"), build.constant(1 / 256, "f32"));
}

const integers: Maker = (dice, x, _, input) => {
  const i = integer(dice, x, input);
  if (x.shape.length === 0 || dice.next() < 0.5) return build.add(x, scaled(i));
  return build.mul(x, scaled(dice.pick([build.reduceSum, build.reduceMax, build.reduceMin])(i, someAxes(dice, i))));
};

const bytes: Maker = (dice, x, _, input) => {
  const u = input(x.shape, "u8");
  if (x.shape.length === 0) return build.add(x, build.cast(u, "f32"));
  const axes = someAxes(dice, x);
  const hits = build.less(
    input(
      x.shape.map(() => 1),
      "u8",
    ),
    u,
  );
  switch (dice.below(3)) {
    case 0:
      return build.add(x, scaled(build.reduceSum(u, axes)));
    case 1:
      return build.mul(x, scaled(build.reduceSum(hits, axes)));
    default:
      return build.where(build.reduceMax(build.and(hits, input(x.shape, "bool")), axes), x, build.constant(1, "f32"));
  }
};

/** Builds a lower triangle, as in attention, with a mask that is stored or computed. */
const masking: Maker = (dice, x, _, input) => {
  if (x.shape.length < 2) return build.where(input(x.shape, "bool"), x, build.neg(x));
  const [rows, columns] = x.shape.slice(-2) as [number, number];
  const below = build.less(build.iota(columns), build.reshape(build.iota(rows), [rows, 1]));
  return build.where(dice.next() < 0.5 ? below : build.or(below, input(x.shape, "bool")), x, build.constant(-1, "f32"));
};

/** Builds an argmax of exact values, so that no rounding error decides a tie, or looks up rows of `x` by its result. */
const choosing: Maker = (dice, x, _, input) => {
  if (x.shape.length === 0) return build.abs(x);
  const axis = dice.below(x.shape.length);
  const chosen = build.argmax(input(x.shape, dice.pick(["f32", "i32", "u8"])), axis);
  if (dice.next() < 0.5) return build.add(x, scaled(chosen));
  const flat = build.reshape(chosen, [sizeOf(chosen.shape)]);
  const count = Math.min(sizeOf(chosen.shape), dice.pick(dice.lengths));
  return build.take(x, build.slice(flat, [0], [count], [1]), axis);
};

/** Returns integers computed from exact inputs by random reductions. */
function reducedWhole(dice: Dice, x: Node, input: Input): Node {
  const axis = dice.below(x.shape.length);
  const dtype = dice.pick(["f32", "i32", "u8", "bool"] as const);
  const source = input(x.shape, dtype);
  const extremes = [build.reduceMax, build.reduceMin];
  if (dtype === "f32") {
    if (dice.next() < 0.3) return build.argmax(source, axis);
    // The factor is a power of two, so that no rounding decides what the cast truncates.
    return build.cast(build.mul(dice.pick(extremes)(source, someAxes(dice, x)), build.constant(64, "f32")), "i32");
  }
  if (dtype === "i32" && dice.next() < 0.3) {
    return cumulativeSum(source, axis, dice.next() < 0.5, dice.next() < 0.5);
  }
  if (dtype !== "bool" && dice.next() < 0.2) return build.argmax(source, axis);
  const products = dtype === "i32" ? [build.reduceProduct] : [];
  return build.cast(dice.pick([build.reduceSum, ...extremes, ...products])(source, someAxes(dice, x)), "i32");
}

/** Builds an operation that may handle lane-invariant operands separately, applied to the results of a reduction. */
const consuming: Maker = (dice, x, _, input) => {
  if (x.shape.length === 0) return build.neg(x);
  const whole = reducedWhole(dice, x, input);
  const { shape } = whole;
  const other = dice.pick([() => build.constant(3, "i32"), () => input([], "i32"), () => input(shape, "i32")])();
  const length = x.shape[0]!;
  const places = build.reshape(build.apply(primitives.mod, [whole, build.constant(length, "i32")]), [sizeOf(shape)]);
  switch (dice.below(4)) {
    case 0: {
      const operands = dice.next() < 0.5 ? [whole, other] : [other, whole];
      return build.add(x, scaled(build.apply(primitives[dice.pick(["div", "mod"] as const)], operands)));
    }
    case 1: {
      const shift = dice.pick(["shiftLeft", "shiftRightLogical", "shiftRightArithmetic"] as const);
      return build.add(x, scaled(build.apply(primitives[shift], dice.next() < 0.5 ? [whole, other] : [other, whole])));
    }
    case 2: {
      const found = build.take(x, places, 0);
      return dice.next() < 0.5 ? found : build.scatterAdd(x, places, found, 0);
    }
    default:
      return build.where(build.less(whole, other), x, build.neg(x));
  }
};

/** Builds a dot, followed by a softmax or a standardization. */
const attending: Maker = (dice, x, pool, input) => normalization(dice, contraction(dice, x, pool, input), pool, input);

const noise: Maker = (_dice, x, _pool, input) => {
  const position = build.reshape(build.iota(sizeOf(x.shape)), x.shape);
  const bits = build.apply(primitives.threefry, [...[0, 1, 2].map(() => input([], "i32")), position]);
  const share = build.mul(
    build.cast(build.apply(primitives.shiftRightLogical, [bits, build.constant(8, "i32")]), "f32"),
    build.constant(2 ** -24, "f32"),
  );
  return build.where(build.less(share, build.constant(0.5, "f32")), x, build.add(share, x));
};
