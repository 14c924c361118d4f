/** Lookups with one index per element, and range checks of indices. Works on nodes. */
import { sizeOf } from "../../base/shape.ts";
import { build } from "../../graph/builder.ts";
import type { Node } from "../../graph/node.ts";
import { primitives } from "../../ops/index.ts";

/** Returns `indices` unchanged, by a lookup in an iota that fails if an index is below 0 or at least `bound`. */
export function checked(indices: Node, bound: number, label: string, noun: string): Node {
  return build.apply(primitives.take, [build.iota(bound), indices], { axis: 0, label, noun });
}

/**
 * Returns x[…, indices[…, i, …], …]. `indices` must have the shape of `x` except along `axis`, and must be in range.
 */
export function takeAlong(x: Node, indices: Node, axis: number): Node {
  const integer = (value: number) => build.constant(value, "i32");
  const [before, after] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)];
  const width = sizeOf(after);
  const starts = build.mul(build.iota(sizeOf(before)), integer(x.shape[axis]! * width));
  const first = build.reshape(starts, [...before, 1, ...after.map(() => 1)]);
  const offsets = build.add(first, build.reshape(build.iota(width), [1, ...after]));
  const positions = build.add(build.mul(indices, integer(width)), offsets);
  return build.take(build.reshape(x, [sizeOf(x.shape)]), positions, 0);
}
