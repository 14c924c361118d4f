/**
 * Products with one operand read through windows. That operand becomes the left one, with its rows in memory order, so
 * that the result has the same order. A sum over many images with few results is split into parts.
 */
import { sizeOf } from "../../base/shape.ts";
import { build } from "../../graph/builder.ts";
import type { Node } from "../../graph/node.ts";
import { isMovement } from "../../graph/movement.ts";
import type { CompilerOptions } from "../ir/options.ts";
import { asNode, permuted, type Placed, plain, reshaped } from "./permuted-value.ts";
import { convolved } from "./winograd/match.ts";
import { largestDivisor } from "../addressing/merge-loops.ts";
import { contiguous, moveView, type View } from "../addressing/view.ts";

/** Returns the product of two values in the best axis order. */
export function multiplied(x: Placed, y: Placed, batch: number, contract: number, options: CompilerOptions): Placed {
  const [left, right] = [asNode(x), asNode(y)];
  if (readsWindows(left)) {
    return narrow(left, right, batch, contract) ?? fromLeft(left, right, batch, contract, options);
  }
  if (!readsWindows(right)) return plain(build.dot(left, right, batch, contract));
  const turned = narrow(right, left, batch, contract) ?? fromLeft(right, left, batch, contract, options);
  const n = right.shape.length - batch - contract;
  const axes = turned.order.map((_, axis) => axis);
  return permuted(turned, [...axes.slice(0, batch), ...axes.slice(batch + n), ...axes.slice(batch, batch + n)]);
}

function fromLeft(left: Node, right: Node, batch: number, contract: number, options: CompilerOptions): Placed {
  const rank = left.shape.length;
  const strides = stridesIn(left);
  const axes = left.shape.map((_, axis) => axis);
  const rows = axes.slice(batch, rank - contract);
  const sorted = strides ? rows.toSorted((a, b) => strides[b]! - strides[a]! || a - b) : rows;
  const before = [...axes.slice(0, batch), ...sorted];
  const ordered = asNode(permuted(unpermuted(left), [...before, ...axes.slice(rank - contract)]));
  const fast = options.winograd && batch === 0 ? convolved(ordered, right, contract) : null;
  const core = fast ?? inParts(ordered, right, batch, contract);
  return { core, order: core.shape.map((_, axis) => (axis < before.length ? before.indexOf(axis) : axis)) };
}

/**
 * Rewrites a product with one column as a sum of products in which batch axes are rows, so that a depthwise convolution
 * writes its channels last. Returns null for other products.
 */
function narrow(left: Node, right: Node, batch: number, contract: number): Placed | null {
  const [free, freeRight] = [left.shape.length - contract, right.shape.length - contract];
  const columns = right.shape.slice(batch, freeRight);
  const strides = stridesIn(left);
  if (sizeOf(columns) !== 1 || !strides || batch === 0) return null;
  const axes = Array.from({ length: free }, (_, axis) => axis).sort((a, b) => strides[b]! - strides[a]! || a - b);
  const depth = Array.from({ length: contract }, (_, i) => i);
  const x = asNode(permuted(unpermuted(left), [...axes, ...depth.map((i) => free + i)]));
  const aligned = left.shape.map((length, axis) => (axis < batch || axis >= free ? length : 1));
  const y = asNode(permuted(plain(build.reshape(right, aligned)), [...axes, ...depth.map((i) => free + i)]));
  const sum = build.reduceSum(
    build.mul(x, y),
    depth.map((i) => free + i),
  );
  const ones = columns.map(() => 1);
  const core = build.reshape(sum, [...x.shape.slice(0, free), ...ones]);
  return { core, order: [...axes.map((_, axis) => axes.indexOf(axis)), ...ones.map((_, i) => free + i)] };
}

function unpermuted(node: Node): Placed {
  return node.op === "permute"
    ? { core: node.inputs[0]!, order: node.attributes["order"] as readonly number[] }
    : plain(node);
}

function readsWindows(node: Node): boolean {
  let at = node;
  while (isMovement(at) && at.op !== "window") at = at.inputs[0]!;
  return at.op === "window";
}

/** Returns the strides of the axes in the array below the movements of `node`, or null. */
function stridesIn(node: Node): readonly number[] | null {
  const view = (at: Node): View | null => {
    if (!isMovement(at)) return contiguous(at.shape);
    const inner = view(at.inputs[0]!);
    return inner && moveView(at, inner);
  };
  return view(node)?.strides ?? null;
}

/** Minimum number of multiplications for which splitting the sum pays off. */
const manyProducts = 1e6;
const longDepth = 2048;
const mostParts = 16;
/** Maximum number of elements of all partial results together. */
const mostPartial = 1 << 20;

/** Returns x · y as a sum of products over parts of the outermost contracted axis, which threads share. */
function inParts(x: Node, y: Node, batch: number, contract: number): Node {
  const whole = build.dot(x, y, batch, contract);
  const [first, second] = [x.shape.length - contract, y.shape.length - contract];
  const depth = sizeOf(x.shape.slice(first));
  const size = sizeOf(whole.shape);
  if (batch > 0 || depth < longDepth || depth * size < manyProducts) return whole;
  const strides = stridesIn(x);
  if (!strides) return whole;
  const at = strides.indexOf(Math.max(...strides.slice(first)), first) - first;
  const parts = largestDivisor(x.shape[first + at]!, Math.min(mostParts, Math.floor(mostPartial / size)));
  if (parts < 2) return whole;
  const cut = (node: Node, axis: number) => {
    const shape = [...node.shape.slice(0, axis), parts, node.shape[axis]! / parts, ...node.shape.slice(axis + 1)];
    const split = reshaped(unpermuted(node), shape) ?? plain(build.reshape(node, shape));
    const axes = shape.map((_, i) => i);
    return asNode(permuted(split, [axis, ...axes.filter((i) => i !== axis)]));
  };
  const partial = build.dot(cut(x, first + at), cut(y, second + at), 1, contract);
  return build.reshape(build.reduceSum(partial, [0]), whole.shape);
}
