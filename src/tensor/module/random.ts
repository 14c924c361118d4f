/**
 * Random numbers by threefry2x32: key = hash(seed, path), counter = (step, element). In a compiled function, the path
 * comes from the module and the order of its draws, and the step counts runs. Outside, the path counts draws. No two
 * draws share a key and a counter.
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

/** The start of a draw: two words of the key and one of the counter, as i32 scalars. */
interface Stream {
  readonly key0: Node;
  readonly key1: Node;
  readonly step: Node;
}

/** The state of the random numbers: the seed, and counts of the draws made with it. `random.seed` starts a new run. */
export interface Run {
  seed: number;
  draws: number;
  /** Number of compiled functions that draw. */
  functions: number;
  /** Number of calls of each of these functions, by its ordinal. */
  calls: number[];
  /** Number of roots with a parameter at each path. */
  paths: Map<string, number>;
}

/** State of the random numbers, as returned by `random.state`: plain JSON. */
export interface RandomState {
  readonly seed: number;
  readonly draws: number;
  readonly calls: readonly number[];
  readonly paths: Readonly<Record<string, number>>;
}

/** A scope of draws, see `random.scope`. */
interface DrawScope {
  readonly name: string;
  /** Number of draws on the host and calls of compiled functions so far. */
  draws: number;
}

let run = begin(0);
let scope: DrawScope | null = null;

function begin(seed: number): Run {
  return { seed, draws: 0, functions: 0, calls: [], paths: new Map() };
}

/** Returns the current run. */
export function currentRun(): Run {
  return run;
}

/** Returns the name of the current `random.scope`, or null. */
export function drawScopeName(): string | null {
  return scope === null ? null : scope.name;
}

/** Counts a call of a compiled function in the current scope and returns its keys by path; null outside of a scope. */
export function scopedCall(): ((path: string) => Words) | null {
  if (scope === null) return null;
  const { name } = scope;
  const call = scope.draws++;
  return (path) => foldIn(keyOfPath(`scope ${name}/${path}`, run.seed), call);
}

/** Returns the key for `path`: its characters, four at a time, folded into the key of the seed. */
export function keyOfPath(path: string, seed: number): Words {
  let key = foldIn(keyOf(seed), path.length);
  const unit = (at: number) => (at < path.length ? path.charCodeAt(at) : 0);
  for (let i = 0; i < path.length; i += 4) {
    key = threefry2x32(key, [((unit(i) << 16) | unit(i + 1)) >>> 0, ((unit(i + 2) << 16) | unit(i + 3)) >>> 0]);
  }
  return key;
}

/**
 * A source of random tensors. Equal seeds give equal numbers, for any number of threads. Inside a compiled function,
 * every run draws new numbers. Methods throw an ArgumentError for an invalid shape or option.
 */
export class Random {
  readonly #next: () => Stream;
  readonly #key: () => Words;

  constructor(next: () => Stream, key: () => Words) {
    this.#next = next;
    this.#key = key;
  }

  /**
   * Returns f32 numbers, uniformly distributed in [low, high), of `shape`. `low` defaults to 0 and `high` to 1. The
   * numbers have a resolution of 24 bits.
   */
  uniform(shape: Shape, options: { readonly low?: number; readonly high?: number } = {}): Tensor {
    const { low = 0, high = 1 } = readOptions("random.uniform", options, { low: "number", high: "number" });
    checkNumbers("random.uniform", { low, high });
    return this.#fractions(shape, "random.uniform")
      .mul(high - low)
      .add(low);
  }

  /**
   * Returns normally distributed f32 numbers of `shape`, with the given `mean` (default 0) and standard deviation `std`
   * (default 1). Uses the Box-Muller transform (1958); no number is farther from the mean than 5.8 standard deviations.
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

  /**
   * Returns bools that are true with probability `p`, a number or a tensor of numbers from 0 to 1. The shape is that of
   * `p`, or `shape` if given, to which `p` must broadcast.
   */
  bernoulli(p: Tensor | number, shape?: Shape): Tensor {
    if (typeof p !== "number" && !(p instanceof Lazy)) {
      throw new ArgumentError(`random.bernoulli was given ${describe(p)}`, {
        rule: "It must be a probability or a tensor of them.",
      });
    }
    if (typeof p === "number") checkNumbers("random.bernoulli", { p }, 0, 1);
    return this.#fractions(shape ?? (typeof p === "number" ? [] : p.shape), "random.bernoulli").less(p);
  }

  /**
   * Returns the integers from 0 to length - 1 in random order, as i32 [length]. Throws a StateError inside compile,
   * because the order would be the same in every run.
   */
  permutation(length: number): Tensor {
    if (!Number.isInteger(length) || length < 0) {
      throw new ArgumentError(`random.permutation was given ${describe(length)}`, {
        rule: "It must be an integer of at least 0.",
      });
    }
    if (activeTrace() !== null) {
      throw new StateError("random.permutation was called inside compile", {
        rule: "Its order is drawn while tracing and would be the same in every run.",
        fix: "Draw it outside and pass it as an argument.",
      });
    }
    return adopt(permutation(length, this.#key()), [length]);
  }

  /** Returns multiples of 2^-24 in [0, 1). */
  #fractions(shape: Shape, method: string): Tensor {
    const { key0, key1, step } = this.#next();
    const count = sizeOf(checked(shape, method));
    const index = offsetByScans(build.reshape(build.iota(count), shape), count);
    const bits = tensorOf(build.apply(primitives.threefry, [key0, key1, step, index]));
    return bits
      .shiftRightLogical(8)
      .cast("f32")
      .mul(2 ** -24);
  }
}

/** Offsets `index` by the steps of the surrounding scans, so that no two steps draw the same numbers. */
function offsetByScans(index: Node, count: number): Node {
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
      rule: `${name} must be a finite number${least === 0 ? ` ${most === 1 ? "from 0 to 1" : "of at least 0"}` : ""}.`,
    });
  }
}

/** Returns a source of draws from `key`: the first draw has step 0, the next has step 1. */
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

/** Returns the key of the next draw outside compiled functions. */
function nextKey(): Words {
  return scopedCall()?.("draw") ?? keyOfPath(`draw ${run.draws++}`, run.seed);
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
   * Sets the seed (initially 0) and restarts all draws. The same seed gives the same parameters and random numbers, if
   * the program makes the same calls. Throws an ArgumentError unless `value` is a safe integer.
   */
  seed(value: number): void {
    if (!Number.isSafeInteger(value)) {
      throw new ArgumentError(`random.seed was given ${describe(value)}`, {
        rule: "It must be a safe integer.",
      });
    }
    run = begin(value);
  }

  /**
   * Returns the state of the random numbers as plain JSON: the seed, the number of draws, and the calls of compiled functions.
   * `saveModel(model, path, { random })` saves it in a checkpoint.
   */
  state(): RandomState {
    const { seed, draws, calls, paths } = run;
    return { seed, draws, calls: Array.from(calls, (count) => count ?? 0), paths: Object.fromEntries(paths) };
  }

  /**
   * Restores a state returned by `random.state`: the next draws are those that followed it. Compiled functions are identified
   * by the order of their first draws, so a program that resumes must call them in the same order. Throws an ArgumentError
   * if `state` is not such a state.
   */
  restore(state: RandomState): void {
    const { seed, draws, calls, paths } = state ?? {};
    if (![seed, draws, calls?.length].every(Number.isSafeInteger) || !paths) {
      throw new ArgumentError("random.restore requires a state returned by random.state");
    }
    // In place: compiled functions keep their ordinals.
    Object.assign(run, { seed, draws, calls: [...calls], paths: new Map(Object.entries(paths)) });
  }

  /**
   * Runs `body` and returns its result. Draws within it depend only on the seed, on `name`, and on their order in `body`, not
   * on earlier draws. So step 500 of a training draws the same numbers in `random.scope("training 500", …)` even if the
   * training was resumed at this step. Scopes must not overlap, and parameters must get their names before, by creating the optimizer
   * or by `parameters(model)`. Throws a StateError otherwise.
   */
  async scope<T>(name: string, body: () => T | Promise<T>): Promise<T> {
    if (typeof name !== "string" || typeof body !== "function") {
      throw new ArgumentError("random.scope requires a name and a function");
    }
    if (scope !== null) {
      throw new StateError(`random.scope("${name}") was called during random.scope("${scope.name}")`, {
        rule: "Scopes must not overlap: await one before the next.",
      });
    }
    scope = { name, draws: 0 };
    try {
      return await body();
    } finally {
      scope = null;
    }
  }
}

/** Random numbers of the process, from one seed: random.seed(1), then random.normal([2, 3]). See `Random`. */
export const random = new RunRandom(nextStream, nextKey);
