/**
 * Operations of all iterations of a loop, applied to stacks. A stack holds the values of all iterations along a new
 * axis 0.
 */
import { build } from "../graph/builder.ts";
import { isMovement } from "../graph/movement.ts";
import type { Node } from "../graph/node.ts";

/** A stack of `length` copies of `value`. */
export function repeated(value: Node, length: number): Node {
  const { shape } = value;
  return build.expand(build.reshape(value, [1, ...shape]), [length, ...shape]);
}

/** Maps the stack of the input of `node` to its own, without a copy, if `node` is a view; else null. */
export function viewOfStack(node: Node, length: number): ((stack: Node) => Node) | null {
  const list = (name: string) => node.attributes[name] as readonly number[];
  switch (node.op) {
    case "reshape":
      return (stack) => build.reshape(stack, [length, ...node.shape]);
    case "expand":
      return (stack) => build.expand(stack, [length, ...node.shape]);
    case "permute":
      return (stack) => build.permute(stack, [0, ...list("order").map((axis) => axis + 1)]);
    case "slice":
      return (stack) => build.slice(stack, [0, ...list("starts")], [length, ...list("lengths")], [1, ...list("steps")]);
    default:
      return null;
  }
}

/**
 * The inputs on whose stacks the sum of `node` over all iterations is one operation; null if there is no such
 * operation.
 */
export function summedInputs({ op, inputs }: Node): readonly Node[] | null {
  if (op === "dot" || op === "reduceSum") return inputs;
  // A nonzero target would also be summed over the iterations.
  return op === "scatterAdd" && isZero(inputs[0]!) ? inputs.slice(1) : null;
}

/** The sum of `node` over all iterations, given the stacks of its `summedInputs`. */
export function sumOfOperation(node: Node, stacks: readonly Node[]): Node {
  switch (node.op) {
    case "dot":
      return sumOfDots(node, stacks);
    case "reduceSum":
      return sumOfStack(node, stacks[0]!, node.attributes["axes"] as readonly number[]);
    default:
      return sumOfScatters(node, stacks);
  }
}

/** The sum of a stack over all iterations and over `axes` of each value, in the shape of `node`. */
export function sumOfStack(node: Node, stack: Node, axes: readonly number[] = []): Node {
  return build.reshape(build.reduceSum(stack, [0, ...axes.map((axis) => axis + 1)]), node.shape);
}

/** Σ_t A_t·B_t is one dot that also contracts the iterations. */
function sumOfDots({ inputs, attributes }: Node, stacks: readonly Node[]): Node {
  const { batch, contract } = attributes as { batch: number; contract: number };
  const [left, right] = inputs.map(({ shape }, i) => {
    const axes = shape.map((_, axis) => axis + 1);
    const free = shape.length - contract;
    return build.permute(stacks[i]!, [...axes.slice(0, free), 0, ...axes.slice(free)]);
  }) as [Node, Node];
  return build.dot(left, right, batch, contract + 1);
}

/** The scatters of all iterations are one scatter with the indices of all iterations. */
function sumOfScatters({ inputs, attributes }: Node, [indices, updates]: readonly Node[]): Node {
  const axis = attributes["axis"] as number;
  const axes = updates!.shape.map((_, i) => i).slice(1);
  const moved = build.permute(updates!, [...axes.slice(0, axis), 0, ...axes.slice(axis)]);
  return build.scatterAdd(inputs[0]!, indices!, moved, axis);
}

function isZero(node: Node): boolean {
  return node.op === "const" ? node.attributes["value"] === 0 : isMovement(node) && isZero(node.inputs[0]!);
}
