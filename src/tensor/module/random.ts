/**
 * Random numbers by threefry2x32: key = hash(seed, path), counter = (step, element). Draws of a compiled function take
 * their path from the module and their order in it, and count its runs; draws outside count themselves. No two draws
 * share a key and a counter.
 */
import { ArgumentError, StateError } from "../../base/errors.ts";
import { readOptions } from "../../base/options.ts";
import type { Shape } from "../../base/shape.ts";
import { sizeOf } from "../../base/shape.ts";
import { type Words, foldIn, keyOf, permutation, threefry2x32 } from "../../base/threefry.ts";
import { build } from "../../graph/builder.ts";
import { primitives } from "../../ops/index.ts";
import type { Node } from "../../graph/node.ts";
import { Lazy } from "../value/lazy.ts";
import { checkShape, describe } from "../value/operand.ts";
import { Argument, inputOf } from "../source/source.ts";
import { type Tensor, adopt, tensorOf } from "../value/tensor.ts";
import { activeTrace, currentScans, currentScope } from "../source/trace.ts";

/** The three words that a draw starts from, as i32 scalars. */
interface Stream {
  readonly key0: Node;
  readonly key1: Node;
  readonly step: Node;
}

/**
 * The run: what keys are derived from, and what was drawn under it so far. A new one begins with every `random.seed`.
 */
export interface Run {
  readonly seed: number;
  draws: number;
  /** Compiled functions that draw. */
  functions: number;
  /** How many roots have a parameter of each path. */
  readonly paths: Map<string, number>;
}

let run = begin(0);

function begin(seed: number): Run {
  return { seed, draws: 0, functions: 0, paths: new Map() };
}

export function currentRun(): Run {
  return run;
}

/** The key of whatever is called `path`: its characters, four at a time, folded into the seed's key. */
export function keyOfPath(path: string, seed: number): Words {
  let key = foldIn(keyOf(seed), path.length);
  const unit = (at: number) => (at < path.length ? path.charCodeAt(at) : 0);
  for (let i = 0; i < path.length; i += 4) {
    key = threefry2x32(key, [((unit(i) << 16) | unit(i + 1)) >>> 0, ((unit(i + 2) << 16) | unit(i + 3)) >>> 0]);
  }
  return key;
}

/** Draws from keys that `next` makes. */
export class Random {
  readonly #next: () => Stream;
  readonly #key: () => Words;

  constructor(next: () => Stream, key: () => Words) {
    this.#next = next;
    this.#key = key;
  }

  /** Uniform in [low, high): 24 random bits. */
  uniform(shape: Shape, options: { readonly low?: number; readonly high?: number } = {}): Tensor {
    const { low = 0, high = 1 } = readOptions("random.uniform", options, { low: "number", high: "number" });
    checkNumbers("random.uniform", { low, high });
    return this.#fractions(shape, "random.uniform")
      .mul(high - low)
      .add(low);
  }

  /**
   * Normal numbers of `mean` (default 0) and standard deviation `std` (default 1), by Box and Muller's method (1958): none
   * is farther from the mean than 5.8 times `std`.
   */
  normal(shape: Shape, options: { readonly mean?: number; readonly std?: number } = {}): Tensor {
    const kinds = { mean: "number", std: "number" } as const;
    const { mean = 0, std = 1 } = readOptions("random.normal", options, kinds);
    checkNumbers("random.normal", { mean });
    checkNumbers("random.normal", { std }, 0);
    const [radii, angles] = this.#fractions([2, ...checked(shape, "random.normal")], "random.normal").chunk(2);
    const radius = radii!.rsub(1).log().mul(-2).sqrt();
    return radius
      .mul(angles!.mul(2 * Math.PI).cos())
      .reshape(shape)
      .mul(std)
      .add(mean);
  }

  /** Bools, true with probability `p`; of the shape of `p`, or of `shape`, to which `p` broadcasts. */
  bernoulli(p: Tensor | number, shape?: Shape): Tensor {
    if (typeof p !== "number" && !(p instanceof Lazy)) {
      throw new ArgumentError(`random.bernoulli was given ${describe(p)}`, {
        rule: "It takes a probability or a tensor of them.",
      });
    }
    if (typeof p === "number") checkNumbers("random.bernoulli", { p }, 0, 1);
    return this.#fractions(shape ?? (typeof p === "number" ? [] : p.shape), "random.bernoulli").less(p);
  }

  /** 0 … length - 1 in random order, i32. Outside compile only. */
  permutation(length: number): Tensor {
    if (!Number.isInteger(length) || length < 0) {
      throw new ArgumentError(`random.permutation was given ${describe(length)}`, {
        rule: "A length is a whole number.",
      });
    }
    if (activeTrace() !== null) {
      throw new StateError("random.permutation inside compile", {
        rule: "Its order is drawn on the host, once, and would be the same in every run.",
        fix: "Draw it outside and pass it as an argument.",
      });
    }
    return adopt(permutation(length, this.#key()), [length]);
  }

  /** Multiples of 2^-24 in [0, 1). */
  #fractions(shape: Shape, method: string): Tensor {
    const { key0, key1, step } = this.#next();
    const count = sizeOf(checked(shape, method));
    const index = counted(build.reshape(build.iota(count), shape), count);
    const bits = tensorOf(build.apply(primitives.threefry, [key0, key1, step, index]));
    return bits
      .shiftRightLogical(8)
      .cast("f32")
      .mul(2 ** -24);
  }
}

/** `index`, counted on from turn to turn of the scans around, so that the draws of no two turns are the same. */
function counted(index: Node, count: number): Node {
  const scans = currentScans();
  if (scans.length === 0) return index;
  const turn = scans.reduce<Node>(
    (turns, scan) => build.add(build.mul(turns, build.constant(scan.length, "i32")), scan.index()),
    build.constant(0, "i32"),
  );
  return build.add(index, build.mul(turn, build.constant(count, "i32")));
}

function checked(shape: unknown, method: string): Shape {
  checkShape(shape, method);
  return shape;
}

function checkNumbers(
  method: string,
  values: Readonly<Record<string, unknown>>,
  least = -Infinity,
  most = Infinity,
): void {
  for (const [name, value] of Object.entries(values)) {
    if (typeof value === "number" && Number.isFinite(value) && value >= least && value <= most) continue;
    throw new ArgumentError(`${method} was given ${describe(value)} as ${name}`, {
      rule: `${name} is a finite number${least === 0 ? ` from 0 ${most === 1 ? "to 1" : "on"}` : ""}.`,
    });
  }
}

/** Draws from `key`: the first has step 0, the next step 1. */
export function randomFrom(key: Words): Random {
  let step = 0;
  return new Random(
    () => streamOf(key, step++),
    () => foldIn(key, step++),
  );
}

function streamOf(key: Words, step: number): Stream {
  const word = (value: number) => build.constant(value | 0, "i32");
  return { key0: word(key[0]), key1: word(key[1]), step: word(step) };
}

/** The key of the next draw outside of any compiled function. */
function nextKey(): Words {
  return keyOfPath(`draw ${run.draws++}`, run.seed);
}

function nextStream(): Stream {
  const trace = activeTrace();
  if (trace === null) return streamOf(nextKey(), 0);
  const path = `${currentScope()?.path() ?? ""}#${trace.draws.length}`;
  const node = inputOf(new Argument("a random draw"), [3], "i32", `random ${path}`);
  trace.draws.push({ node, path });
  const word = (i: number) => build.reshape(build.slice(node, [i], [1], [1]), []);
  return { key0: word(0), key1: word(1), step: word(2) };
}

class RunRandom extends Random {
  /**
   * Begins a new run: the same seed gives the same parameters and draws again, in programs that make the same calls.
   */
  seed(value: number): void {
    if (!Number.isSafeInteger(value)) {
      throw new ArgumentError(`random.seed was given ${describe(value)}`, {
        rule: "A seed is an integer that a double holds exactly.",
      });
    }
    run = begin(value);
  }
}

export const random = new RunRandom(nextStream, nextKey);
