/**
 * Lowers running sums. Elements along the axis are added sequentially; the other axes are vectorized and divided into
 * chunks.
 */
import { bytesOf, isFloat } from "../../base/dtype.ts";
import { type Shape, sizeOf, stridesOf } from "../../base/shape.ts";
import { build } from "../../graph/builder.ts";
import type { Node } from "../../graph/node.ts";
import { binaryOps } from "../../ops/binary.ts";
import type { CompilerFeature } from "../addressing/feature.ts";
import { nestKernel } from "./chunks.ts";
import type { Plan } from "../addressing/plan-types.ts";
import type { Kernel, Nest } from "../ir/program.ts";
import type { Rule } from "../ir/rule.ts";
import { largestDivisor } from "../addressing/merge-loops.ts";
import { Writer } from "../addressing/expression-writer.ts";

/**
 * Minimum length of an axis to vectorize. The innermost axis of this length is preferred, because lanes farther apart
 * in memory interfere with one another.
 */
const enoughLanes = 8;

function lowerCumulativeSum(plan: Plan, node: Node): Kernel[] {
  const { shape, attributes } = node;
  const { axis, reverse, exclusive } = attributes as { axis: number; reverse: boolean; exclusive: boolean };
  if (sizeOf(shape) === 0) return [];
  const order = loopOrder(shape, axis);
  const step = reverse ? -1 : 1;
  const first = reverse ? shape[axis]! - 1 : 0;
  const stage = (start: number, count: number) => cumulate(plan, node, order, { start, count, step });
  const stages = [stage(first, 1)];
  if (shape[axis]! > 1) stages.push(stage(first + step, shape[axis]! - 1));
  const bytes = 2 * bytesOf(node.dtype) * sizeOf(shape);
  return [{ ...nestKernel(exclusive ? "exclusive cumulativeSum" : "cumulativeSum", stages.at(-1)!, bytes), stages }];
}

/**
 * Returns the order of the loops: the axis of the sum last, and before it the axis to vectorize, which is the innermost
 * axis that is long enough, or else the longest.
 */
function loopOrder(shape: Shape, axis: number): number[] {
  const others = shape.map((_, i) => i).filter((i) => i !== axis);
  if (others.length === 0) return [axis];
  const longest = others.reduce((best, i) => (shape[i]! > shape[best]! ? i : best));
  const lanes = others.findLast((i) => shape[i]! >= enoughLanes) ?? longest;
  return [...others.filter((i) => i !== lanes), lanes, axis];
}

/** Elements of the axis from `start`, `step` apart. */
interface Span {
  readonly start: number;
  readonly count: number;
  readonly step: number;
}

/** Returns the nest that sums one span of the axis. Every sum but the first adds to the sum stored before it. */
function cumulate(plan: Plan, node: Node, order: readonly number[], { start, count, step }: Span): Nest {
  const [x] = node.inputs as [Node];
  const { axis, exclusive } = node.attributes as { axis: number; exclusive: boolean };
  const { dtype } = node;
  const isFirst = count === 1 && start === (step > 0 ? 0 : node.shape[axis]! - 1);
  const at = (i: number) => node.shape.map((_, other) => (other === axis ? i : 0));
  const lengths = node.shape.with(axis, count);
  // Without another axis, an axis of length 1 is vectorized.
  const extra = order.length === 1 ? [1] : [];
  const outer = [...extra, ...order.slice(0, -1).map((i) => lengths[i]!)];
  const strides = stridesOf(node.shape);
  const along = [...extra, ...order.map((i) => strides[i]! * (i === axis ? step : 1))];
  const writer = new Writer(plan);
  const load = (from: number) => ({ offset: from * strides[axis]!, strides: along });
  const term = (from: number) => {
    const steps = node.shape.map((_, i) => (i === axis ? step : 1));
    const back = plan.chains.permute(order, plan.chains.domain([...outer, count]));
    return writer.use(build.slice(x, at(from), lengths, steps), back);
  };
  const value = isFirst
    ? exclusive
      ? writer.add({ kind: "constant", value: 0, dtype })
      : term(start)
    : writer.add({
        kind: "apply",
        primitive: binaryOps.add,
        inputs: [
          writer.add({ kind: "load", buffer: plan.buffer(node), access: load(start - step), dtype }),
          term(exclusive ? start - step : start),
        ],
        attributes: {},
        dtype,
      });
  const store = { buffer: plan.buffer(node), access: load(start), value, dtype };
  const phase = { inner: [count], expressions: writer.expressions, stores: [store], reductions: [] };
  return { kind: "nest", outer, parallel: outer.lastIndexOf(Math.max(...outer)), lanes: "outer", phases: [phase] };
}

/** Approximate length of a piece, short enough for small rounding errors. */
const pieceLength = 32;
/** Minimum length of a sum that is split, so that its pieces can be computed in parallel. */
const longSum = 4 * pieceLength;
/**
 * Minimum number of adjacent running sums for which only sums of at least `longNeighbors` elements are split, and only
 * rounded ones.
 */
const manyNeighbors = 8;
const longNeighbors = 16 * pieceLength;

/**
 * Splits a running sum into running sums of pieces. Each starts with the sum of all earlier pieces, which is a running
 * sum of the totals.
 */
const splitCumulativeSum: Rule = (node, [source]) => {
  const x = source!;
  const { axis, reverse, exclusive } = node.attributes as { axis: number; reverse: boolean; exclusive: boolean };
  const length = x.shape[axis]!;
  const isBeside = sizeOf(x.shape.slice(axis + 1)) >= manyNeighbors;
  const least = isBeside ? longNeighbors : longSum;
  if (sizeOf(x.shape) === 0 || length < least || (isBeside && !isFloat(x.dtype))) return null;
  const piece = nearbyDivisor(length);
  const pieces = Math.ceil(length / piece);
  const none = x.shape.map(() => 0);
  const rest = pieces * piece - length;
  const padded = rest === 0 ? x : build.pad(x, none, none.with(axis, rest));
  const cut = build.reshape(padded, x.shape.toSpliced(axis, 1, pieces, piece));
  const sums = build.apply(node.primitive, [cut], { axis: axis + 1, reverse, exclusive });
  const last = (of: Node): Node => {
    const starts = of.shape.map((_, i) => (i === axis + 1 && !reverse ? piece - 1 : 0));
    return build.slice(
      of,
      starts,
      of.shape.with(axis + 1, 1),
      of.shape.map(() => 1),
    );
  };
  const totals = exclusive ? build.add(last(sums), last(cut)) : last(sums);
  const running = build.apply(node.primitive, [totals], { axis, reverse, exclusive: true });
  const before = splitCumulativeSum(running, [totals]) ?? running;
  const all = build.reshape(build.add(sums, before), padded.shape);
  return build.slice(
    all,
    none,
    x.shape,
    none.map(() => 1),
  );
};

/**
 * Returns a divisor of `length` near the length of a piece, so that no padding is needed, or the length of a piece if
 * there is no such divisor.
 */
function nearbyDivisor(length: number): number {
  const divisor = largestDivisor(length, pieceLength);
  return 2 * divisor > pieceLength ? divisor : pieceLength;
}

/** Compiler support for `cumulativeSum`. */
export const cumulativeFeature: CompilerFeature = {
  splits: { cumulativeSum: splitCumulativeSum },
  lower: (plan, [node]) => lowerCumulativeSum(plan, node!),
};
