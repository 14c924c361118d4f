/**
 * Values with a separate axis order in memory, so that permutations cost nothing. Each function applies one operation
 * to such a value and builds nodes in the memory order.
 */
import { sameShape, type Shape } from "../../base/shape.ts";
import { build } from "../../graph/builder.ts";
import type { Node } from "../../graph/node.ts";

/** A value whose axis i is axis `order`[i] of `core`. */
export interface Placed {
  readonly core: Node;
  readonly order: readonly number[];
}

/** Returns a node as a value in its own axis order. */
export function plain(core: Node): Placed {
  return { core, order: core.shape.map((_, axis) => axis) };
}

/** Returns the value of a node. A permute node becomes the order of the value. */
export function placed(node: Node): Placed {
  if (node.op !== "permute") return plain(node);
  return { core: node.inputs[0]!, order: node.attributes["order"] as readonly number[] };
}

export function shapeOf({ core, order }: Placed): Shape {
  return order.map((axis) => core.shape[axis]!);
}

/** Returns whether the axis order of a value is that of its core. */
export function isPlain({ order }: Placed): boolean {
  return order.every((axis, i) => axis === i);
}

/** Returns the value as a node. If only axes of length 1 are permuted, it is a reshape. */
export function asNode(value: Placed): Node {
  const { core, order } = value;
  if (isPlain(value)) return core;
  const long = order.filter((axis) => core.shape[axis] !== 1);
  if (long.every((axis, i) => i === 0 || axis > long[i - 1]!)) return build.reshape(core, shapeOf(value));
  return build.permute(core, order);
}

export function permuted({ core, order }: Placed, axes: readonly number[]): Placed {
  return { core, order: axes.map((axis) => order[axis]!) };
}

/** Reorders a list with one entry per axis of the value to one entry per axis of its core. */
export function inCore<T>({ order }: Placed, list: readonly T[]): T[] {
  const result: T[] = [];
  order.forEach((axis, i) => (result[axis] = list[i]!));
  return result;
}

export function padded(value: Placed, before: readonly number[], after: readonly number[]): Placed {
  if ([...before, ...after].every((width) => width === 0)) return value;
  return { ...value, core: build.pad(value.core, inCore(value, before), inCore(value, after)) };
}

export function sliced(value: Placed, starts: readonly number[], lengths: Shape, steps: readonly number[]): Placed {
  if (sameShape(lengths, shapeOf(value)) && steps.every((step) => step === 1)) return value;
  return {
    ...value,
    core: build.slice(value.core, inCore(value, starts), inCore(value, lengths), inCore(value, steps)),
  };
}

/** Returns elements `from` .. `from` + `lengths` - 1 of each axis, padded with zeros outside the value. */
export function surrounded(value: Placed, from: readonly number[], lengths: Shape): Placed {
  const shape = shapeOf(value);
  const before = from.map((start) => Math.max(0, -start));
  const after = shape.map((length, axis) => Math.max(0, from[axis]! + lengths[axis]! - length));
  const wide = padded(value, before, after);
  return sliced(
    wide,
    from.map((start) => Math.max(0, start)),
    lengths,
    from.map(() => 1),
  );
}

/** Splits an axis into two. The inner part, of length `size`, becomes the last axis. `size` must divide the length. */
export function split(value: Placed, axis: number, size: number): Placed {
  const { core, order } = value;
  const at = order[axis]!;
  const shape = [...core.shape.slice(0, at), core.shape[at]! / size, size, ...core.shape.slice(at + 1)];
  return { core: build.reshape(core, shape), order: [...order.map((each) => (each > at ? each + 1 : each)), at + 1] };
}

/** Inverse of `split`: merges the last axis into another one, as its inner part. */
export function joined(value: Placed, axis: number): Placed {
  const { core, order } = value;
  const [outer, inner] = [order[axis]!, order.at(-1)!];
  const axes = core.shape.map((_, i) => i).filter((i) => i !== inner);
  const at = axes.indexOf(outer);
  const moved = [...axes.slice(0, at + 1), inner, ...axes.slice(at + 1)];
  const together = asNode({ core, order: moved });
  const shape = axes.map((i) => core.shape[i]! * (i === outer ? core.shape[inner]! : 1));
  return { core: build.reshape(together, shape), order: order.slice(0, -1).map((each) => axes.indexOf(each)) };
}

/**
 * Reshapes a value without a copy. Axes are split, or merged if they are adjacent in memory. Returns null if that is
 * not possible.
 */
export function reshaped(value: Placed, shape: Shape): Placed | null {
  if (shape.includes(0)) return null;
  const { core, order } = value;
  const runs = commonRuns(shapeOf(value), shape);
  // Memory axes of each run, except those of length 1, which can be anywhere.
  const places = runs.map(({ from }) => from.map((axis) => order[axis]!).filter((axis) => core.shape[axis] !== 1));
  if (!places.every((axes) => areTogether(core.shape, axes))) return null;
  const axes = inOrderOf(places).flatMap((run) => runs[run]!.to);
  const lengths = axes.map((axis) => shape[axis]!);
  return { core: build.reshape(core, lengths), order: shape.map((_, axis) => axes.indexOf(axis)) };
}

/** Returns whether the axes are adjacent, ignoring axes of length 1 between them. */
function areTogether(shape: Shape, axes: readonly number[]): boolean {
  return axes.every((axis, i) => i === 0 || axis === nextLong(shape, axes[i - 1]!));
}

function nextLong(shape: Shape, axis: number): number {
  let next = axis + 1;
  while (shape[next] === 1) next++;
  return next;
}

/** Returns the indices of the runs in memory order. A run without memory axes stays behind its predecessor. */
function inOrderOf(places: readonly (readonly number[])[]): number[] {
  let before = -1;
  const starts = places.map(([first]) => (before = first ?? before));
  return places.map((_, run) => run).sort((a, b) => starts[a]! - starts[b]! || a - b);
}

/** Axes of two shapes with equal products of lengths. */
interface Run {
  readonly from: number[];
  readonly to: number[];
}

/** Returns the smallest runs of axes of two shapes with equal products. */
function commonRuns(from: Shape, to: Shape): Run[] {
  const runs: Run[] = [];
  let [i, j] = [0, 0];
  const isEnd = () => i === from.length && j === to.length;
  while (!isEnd()) {
    const run: Run = { from: [], to: [] };
    let [left, right] = [1, 1];
    // Axes of length 1 form a run if both shapes have some.
    const isWhole = () => left === right && (left > 1 || isEnd() || (run.from.length > 0 && run.to.length > 0));
    do {
      if (j === to.length || (left <= right && i < from.length)) {
        left *= from[i]!;
        run.from.push(i++);
      } else {
        right *= to[j]!;
        run.to.push(j++);
      }
    } while (!isWhole());
    runs.push(run);
  }
  return runs;
}
