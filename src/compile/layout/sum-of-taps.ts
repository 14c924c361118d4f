/** Rewrites a sum over windows with operations that every graph supports. */
import { build } from "../../graph/builder.ts";
import type { Node } from "../../graph/node.ts";
import { foldOf } from "../../ops/window.ts";
import type { Rule } from "../ir/rule.ts";

/**
 * Computes a fold as one sum over the taps. For tap t, the windows are `stride` apart and shifted by t · dilation. The
 * rows, one per tap, are padded to a common length plus `dilation`. Reading them as rows of that length shifts each row
 * by `dilation` more than the previous one.
 */
export const sumOfTaps: Rule = (node, [x]) => {
  const { axis, start, length, stride, dilation } = foldOf(node.attributes);
  const rank = node.shape.length;
  const others = node.shape.map((_, i) => i).filter((i) => i !== axis);
  const outer = others.map((i) => node.shape[i]!);
  const [count, size] = [x!.shape[axis]!, x!.shape[rank]!];
  const rows = dilated(build.permute(x!, [...others, rank, axis]), stride);
  // Common length of the rows: the farthest position reached by a window or by the result.
  const used = (count - 1) * stride + 1;
  const reach = Math.max(start + length, used + (size - 1) * dilation);
  const none = rows.shape.map(() => 0);
  const padded = build.pad(rows, none, withLast(none, reach + dilation - used));
  const flat = build.reshape(padded, [...outer, size * (reach + dilation)]);
  const cut = build.reshape(first(flat, size * reach), [...outer, size, reach]);
  const sum = build.reshape(build.reduceSum(cut, [outer.length]), [...outer, reach]);
  const part = first(sum, length, start);
  return build.permute(
    part,
    node.shape.map((_, i) => (i === axis ? others.length : others.indexOf(i))),
  );
};

const withLast = (list: readonly number[], value: number): number[] => [...list.slice(0, -1), value];

/** Returns elements start .. start + length - 1 of the last axis. */
function first(x: Node, length: number, start = 0): Node {
  const none = x.shape.map(() => 0);
  return build.slice(
    x,
    withLast(none, start),
    withLast(x.shape, length),
    none.map(() => 1),
  );
}

/** Inserts stride - 1 zeros between adjacent elements of the last axis. */
function dilated(x: Node, stride: number): Node {
  if (stride === 1) return x;
  const count = x.shape.at(-1)!;
  const none = [...x.shape.map(() => 0), 0];
  const apart = build.pad(build.reshape(x, [...x.shape, 1]), none, withLast(none, stride - 1));
  return first(build.reshape(apart, withLast(x.shape, count * stride)), (count - 1) * stride + 1);
}
