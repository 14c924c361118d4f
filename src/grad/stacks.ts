/**
 * What every turn of a loop does, done at once on stacks: the values of all turns along a new axis 0. Knows neither loops
 * nor derivatives.
 */
import { build } from "../graph/builder.ts";
import { isMovement } from "../graph/movement.ts";
import type { Node } from "../graph/node.ts";

/** `value` at each of `length` turns. */
export function repeated(value: Node, length: number): Node {
  const { shape } = value;
  return build.expand(build.reshape(value, [1, ...shape]), [length, ...shape]);
}

/** From the stack of the input of `node` to its own where it is a view, which need not be copied; null where it is none. */
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

/** The inputs whose stacks the sum of `node` over all turns is one operation on; null where there is no such operation. */
export function summedInputs({ op, inputs }: Node): readonly Node[] | null {
  if (op === "dot" || op === "reduceSum") return inputs;
  // Any other target would be summed over the turns too.
  return op === "scatterAdd" && isZero(inputs[0]!) ? inputs.slice(1) : null;
}

/** The sum of `node` over all turns, for the stacks of its `summedInputs`. */
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

/** The sum of a stack over all turns, and over `axes` of each turn's value, in the shape of `node`. */
export function sumOfStack(node: Node, stack: Node, axes: readonly number[] = []): Node {
  return build.reshape(build.reduceSum(stack, [0, ...axes.map((axis) => axis + 1)]), node.shape);
}

/** Σ_t A_t·B_t is one dot that contracts the turns too. */
function sumOfDots({ inputs, attributes }: Node, stacks: readonly Node[]): Node {
  const { batch, contract } = attributes as { batch: number; contract: number };
  const [left, right] = inputs.map(({ shape }, i) => {
    const axes = shape.map((_, axis) => axis + 1);
    const free = shape.length - contract;
    return build.permute(stacks[i]!, [...axes.slice(0, free), 0, ...axes.slice(free)]);
  }) as [Node, Node];
  return build.dot(left, right, batch, contract + 1);
}

/** Indices of all turns at once. */
function sumOfScatters({ inputs, attributes }: Node, [indices, updates]: readonly Node[]): Node {
  const axis = attributes["axis"] as number;
  const axes = updates!.shape.map((_, i) => i).slice(1);
  const moved = build.permute(updates!, [...axes.slice(0, axis), 0, ...axes.slice(axis)]);
  return build.scatterAdd(inputs[0]!, indices!, moved, axis);
}

function isZero(node: Node): boolean {
  return node.op === "const" ? node.attributes["value"] === 0 : isMovement(node) && isZero(node.inputs[0]!);
}
