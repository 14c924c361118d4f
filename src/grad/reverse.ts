/**
 * Reverse-mode differentiation. Gradients are nodes, so they can be differentiated again. The op table contains the
 * rules; the adjoint of broadcasting and the accumulation of gradients are implemented here for all operations.
 */
import { isFloat } from "../base/dtype.ts";
import { ArgumentError, ShapeError } from "../base/errors.ts";
import { formatShape, sameShape } from "../base/shape.ts";
import { operandOf } from "../base/build.ts";
import { build } from "../graph/builder.ts";
import { familiesOf } from "../graph/loops.ts";
import type { Gradient, GradientCalculus, GradientRule, Node } from "../graph/node.ts";
import { topological } from "../graph/node.ts";
import { sumTo } from "./broadcast.ts";

/**
 * The gradient of Σ outputs[i] · cotangents[i] with respect to each target, in the target's shape; null if no output
 * depends on the target through floating-point values. Visits only nodes that depend on a target. Throws a ShapeError
 * if a cotangent differs from its output in shape or element type.
 */
export function gradients(
  outputs: readonly Node[],
  cotangents: readonly Node[],
  targets: readonly Node[],
): (Node | null)[] {
  const order = topological(outputs);
  const { settled, sumOf, inputGradients } = order.find(({ choice }) => choice)?.choice ?? direct;
  const dependent = dependents(order, targets);
  const gradientOf = new Map<Node, Gradient>();
  const accumulate = (node: Node, gradient: Gradient) => {
    const sum = gradientOf.get(node);
    gradientOf.set(node, sum ? sumOf(sum, gradient) : gradient);
  };
  outputs.forEach((output, i) => {
    checkLike(cotangents[i]!, output, "A cotangent");
    if (dependent.has(output)) accumulate(output, plain(cotangents[i]!)!);
  });
  const families = familiesOf(order);
  const settledAt = (node: Node) => {
    const gradient = gradientOf.get(node);
    return gradient && settled(gradient);
  };
  const gradientsAt = (node: Node): readonly (Gradient | null)[] | null => {
    const family = families.get(node);
    if (family) return node === family[0] ? familyGradients(family, settledAt, dependent) : null;
    const gradient = gradientOf.get(node);
    if (!gradient || node.inputs.length === 0) return null;
    return node.rule ? gradientsByRule(node, node.rule, settled(gradient)) : inputGradients(node, gradient);
  };
  for (const node of order.toReversed()) {
    withOriginOf(node, () => {
      gradientsAt(node)?.forEach((gradient, i) => {
        const input = node.inputs[i]!;
        if (gradient && dependent.has(input)) accumulate(input, gradient);
      });
    });
  }
  return targets.map((target) => settledAt(target) ?? null);
}

/** The nodes that depend on a target through floating-point values. */
function dependents(order: readonly Node[], targets: readonly Node[]): Set<Node> {
  const reached = new Set(targets.filter(({ dtype }) => isFloat(dtype)));
  for (const node of order) if (differentiated(node).some((input) => reached.has(input))) reached.add(node);
  return reached;
}

/** The nodes to which the gradient of `output` flows, beginning with `output`. It does not flow past ends. */
export function reachedFrom(output: Node, isEnd?: (node: Node) => boolean): Set<Node> {
  const reached = new Set([output]);
  for (const node of reached) if (!isEnd?.(node)) for (const input of differentiated(node)) reached.add(input);
  return reached;
}

/** The inputs to which a gradient of `node` flows. A custom rule replaces the path through its output. */
export function differentiated({ primitive, dtype, inputs, rule }: Node): readonly Node[] {
  if (!isFloat(dtype) || primitive.flat) return [];
  return (rule ? inputs.slice(1) : inputs).filter((input) => isFloat(input.dtype));
}

const plain = (value: Node | null): Gradient | null => value && { value, masks: [], pending: [] };

/** Gradient propagation without masks: elements that a `where` does not select are set to 0 immediately. */
const direct: GradientCalculus = {
  settled: ({ value }) => value,
  sumOf: (x, y) => plain(build.add(x.value, y.value))!,
  inputGradients: (node, { value }) => {
    const { primitive, inputs, attributes } = node;
    const found = primitive.vjp(build, { inputs, output: node, attributes }, value);
    return found.map((one, i) => plain(one && sumTo(one, inputs[i]!.shape)));
  },
};

function gradientsByRule(node: Node, rule: GradientRule, dy: Node): readonly (Gradient | null)[] {
  const [output, ...variables] = node.inputs as readonly [Node, ...Node[]];
  const results = rule(dy, variables, output);
  if (results.length !== variables.length) {
    throw new ArgumentError(
      `The rule of customGrad returned ${results.length} gradients for ${variables.length} inputs`,
      {
        rule: "It must return one gradient, or null, per input.",
      },
    );
  }
  results.forEach((result, i) => result && checkLike(result, variables[i]!, "A gradient from the rule of customGrad"));
  return [null, ...results.map(plain)];
}

/** Gradients of a loop's inputs. Called at the loop's first result, which reverse mode visits last. */
function familyGradients(
  family: readonly Node[],
  gradientOf: (node: Node) => Node | undefined,
  dependent: ReadonlySet<Node>,
): readonly (Gradient | null)[] | null {
  const [node] = family as [Node];
  const cotangents = new Map<number, Node>();
  for (const one of family) {
    const dy = gradientOf(one);
    const output = one.attributes["output"] as number;
    const sum = cotangents.get(output);
    if (dy) cotangents.set(output, sum ? build.add(sum, dy) : dy);
  }
  const wanted = node.inputs.map((input) => dependent.has(input));
  if (cotangents.size === 0) return null;
  return node.body!.calculus.gradients(node, cotangents, wanted, gradients).map(plain);
}

function checkLike(given: Node, like: Node, what: string): void {
  if (given.dtype === like.dtype && sameShape(given.shape, like.shape)) return;
  throw new ShapeError(`${what} of shape ${formatShape(given.shape)} does not fit ${formatShape(like.shape)}`, {
    operands: [operandOf(given, "given"), operandOf(like, "value")],
    rule: "It must have the value's shape and element type.",
  });
}

/** Runs `make`; the nodes that it builds get the origin of `node`. */
export function withOriginOf(node: Node, make: () => void): void {
  const outer = build.origin;
  const origin = node.origin?.derived ?? node.origin;
  build.origin = () => origin;
  try {
    make();
  } finally {
    build.origin = outer;
  }
}
