/** Random graphs for fuzzing: small awkward shapes, every family of operation, shared values, state, several outputs. */
import { build } from "../../src/graph/builder.ts";
import type { Graph } from "../../src/graph/graph.ts";
import type { Node } from "../../src/graph/node.ts";
import { sizeOf } from "../../src/base/shape.ts";

export interface RandomGraph {
  readonly graph: Graph;
  readonly feeds: ReadonlyMap<Node, Float64Array>;
}

/** A small generator of its own, so that a seed names one graph for ever. */
export class Dice {
  private state: number;

  constructor(seed: number) {
    this.state = (seed * 2654435761) >>> 0;
  }

  /** Uniform in [0, 1). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let x = this.state;
    x = Math.imul(x ^ (x >>> 15), x | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 4294967296;
  }

  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }
}

const lengths = [1, 2, 3, 4, 5, 7, 8, 9, 17];

export function randomGraph(seed: number, operations = 14): RandomGraph {
  const dice = new Dice(seed);
  const feeds = new Map<Node, Float64Array>();
  const inputs: Node[] = [];
  const input = (shape: readonly number[]): Node => {
    const node = build.input(shape, "f32", `x${inputs.length}`);
    inputs.push(node);
    feeds.set(node, Float64Array.from({ length: sizeOf(shape) }, () => Math.fround(2 * dice.next() - 1)));
    return node;
  };
  const pool = [randomShape(dice), randomShape(dice), [dice.pick(lengths), dice.pick(lengths)]].map(input);
  for (let i = 0; i < operations; i++) {
    const next = randomNode(dice, pool, input);
    if (sizeOf(next.shape) <= 4000) pool.push(next);
  }
  const made = pool.filter((node) => node.op !== "input");
  const outputs = [made[made.length - 1]!, dice.pick(made)];
  const state = dice.pick(pool.filter((node) => node.op === "input"));
  const rival = made.findLast((node) => node.shape.join() === state.shape.join());
  const value = rival ?? build.mul(state, build.constant(0.5, "f32"));
  return { graph: { inputs, outputs, assignments: [{ target: state, value }] }, feeds };
}

function randomShape(dice: Dice): number[] {
  return Array.from({ length: 1 + dice.below(3) }, () => dice.pick(lengths));
}

function randomNode(dice: Dice, pool: readonly Node[], input: (shape: readonly number[]) => Node): Node {
  const x = dice.pick(pool.slice(-6));
  const makers = [unary, unary, binary, binary, comparison, reduction, normalisation, movement, movement, contraction, indexing, joining];
  return dice.pick(makers)(dice, x, pool, input);
}

type Maker = (dice: Dice, x: Node, pool: readonly Node[], input: (shape: readonly number[]) => Node) => Node;

const unary: Maker = (dice, x) => dice.pick([build.neg, build.tanh, build.sin, build.abs, (n: Node) => build.exp(build.neg(build.abs(n)))])(x);

/** Something of a shape that broadcasts with that of `x`. */
function partner(dice: Dice, x: Node, pool: readonly Node[], input: (shape: readonly number[]) => Node): Node {
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

function someAxes(dice: Dice, x: Node): number[] {
  const axes = x.shape.map((_, axis) => axis).filter(() => dice.next() < 0.5);
  return axes.length > 0 ? axes : [dice.below(x.shape.length)];
}

const reduction: Maker = (dice, x) => {
  if (x.shape.length === 0) return build.neg(x);
  const reduced = dice.pick([build.reduceSum, build.reduceMax, build.reduceMin])(x, someAxes(dice, x));
  return dice.next() < 0.5 ? reduced : build.reshape(reduced, reduced.shape.filter((length) => length !== 1));
};

/** Softmax or a standardisation: reductions whose results are read along the same axes. */
const normalisation: Maker = (dice, x) => {
  if (x.shape.length === 0) return build.neg(x);
  const axes = someAxes(dice, x);
  if (dice.next() < 0.5) {
    const powers = build.exp(build.sub(x, build.reduceMax(x, axes)));
    return build.div(powers, build.reduceSum(powers, axes));
  }
  const count = axes.reduce((product, axis) => product * x.shape[axis]!, 1);
  const centred = build.sub(x, build.mul(build.reduceSum(x, axes), build.constant(1 / count, "f32")));
  const variance = build.mul(build.reduceSum(build.mul(centred, centred), axes), build.constant(1 / count, "f32"));
  return build.div(centred, build.sqrt(build.add(variance, build.constant(1, "f32"))));
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
      return build.slice(x, starts, shape.map((length, axis) => lengthOf(length, steps[axis]!)), steps);
    }
    default:
      return build.pad(x, shape.map(() => dice.below(3)), shape.map(() => dice.below(3)));
  }
};

const contraction: Maker = (dice, x, _, input) => {
  if (x.shape.length < 2) return build.tanh(x);
  const k = x.shape[x.shape.length - 1]!;
  const batch = x.shape.length === 3 && dice.next() < 0.5 ? 1 : 0;
  const y = input([...x.shape.slice(0, batch), dice.pick(lengths), k]);
  const flipped = dice.next() < 0.3 && batch === 0 && x.shape.length === 2;
  if (!flipped) return build.dot(x, y, batch, 1);
  return build.dot(build.permute(x, [1, 0]), build.permute(input([x.shape[0]!, dice.pick(lengths)]), [1, 0]), 0, 1);
};

const indexing: Maker = (dice, x) => {
  if (x.shape.length === 0) return build.neg(x);
  const axis = dice.below(x.shape.length);
  const length = x.shape[axis]!;
  const count = dice.pick(lengths);
  const shifted = build.apply("mod", [build.add(build.iota(count), build.constant(dice.below(9), "i32")), build.constant(length, "i32")]);
  const gathered = build.gather(x, shifted, axis);
  return dice.next() < 0.5 ? gathered : build.scatterAdd(x, shifted, gathered, axis);
};

const joining: Maker = (dice, x) => {
  if (x.shape.length === 0) return build.neg(x);
  return build.concat([x, build.neg(x)], dice.below(x.shape.length));
};
