/** Broadcasting of nodes, and its adjoint. */
import { broadcastAxes, sameShape, type Shape } from "../base/shape.ts";
import { build } from "../graph/builder.ts";
import type { Node } from "../graph/node.ts";

/** The adjoint of broadcasting `shape` to the shape of `node`: sums over the repeated axes. */
export function sumTo(node: Node, shape: Shape): Node {
  const axes = broadcastAxes(shape, node.shape);
  const sum = axes.length > 0 ? build.reduceSum(node, axes) : node;
  return sameShape(sum.shape, shape) ? sum : build.reshape(sum, shape);
}

export function expandTo(node: Node, shape: Shape): Node {
  if (sameShape(node.shape, shape)) return node;
  const aligned = [...new Array<number>(shape.length - node.shape.length).fill(1), ...node.shape];
  const reshaped = sameShape(node.shape, aligned) ? node : build.reshape(node, aligned);
  return build.expand(reshaped, shape);
}

/** `value` repeated to the shape and element type of `like`. */
export function filled(value: number, like: Node): Node {
  return expandTo(build.constant(value, like.dtype), like.shape);
}
