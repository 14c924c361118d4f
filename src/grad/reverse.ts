/**
 * Reverse-mode differentiation: from nodes to nodes, so that gradients can be differentiated again. The rules are those
 * of the op table; broadcasting's adjoint and the accumulation of gradients are done here, once for all of them.
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
 * The gradient of Σ outputs[i] · cotangents[i] with respect to each target, of the target's shape; null where no output
 * depends on it through floating point. Only nodes that depend on a target are walked.
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

/** The nodes that a change of a target reaches through floating-point values. */
function dependents(order: readonly Node[], targets: readonly Node[]): Set<Node> {
  const reached = new Set(targets.filter(({ dtype }) => isFloat(dtype)));
  for (const node of order) if (differentiated(node).some((input) => reached.has(input))) reached.add(node);
  return reached;
}

/** What the gradient of `output` flows to, itself first; not past nodes that are ends. */
export function reachedFrom(output: Node, isEnd?: (node: Node) => boolean): Set<Node> {
  const reached = new Set([output]);
  for (const node of reached) if (!isEnd?.(node)) for (const input of differentiated(node)) reached.add(input);
  return reached;
}

/** The inputs that a gradient of `node` flows to: a custom rule replaces the path through the output that it stands for. */
export function differentiated({ primitive, dtype, inputs, rule }: Node): readonly Node[] {
  if (!isFloat(dtype) || primitive.flat) return [];
  return (rule ? inputs.slice(1) : inputs).filter((input) => isFloat(input.dtype));
}

const plain = (value: Node | null): Gradient | null => value && { value, masks: [], pending: [] };

/** Gradients as they are: what a choice leaves out is 0 at once. */
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
    throw new ArgumentError(`The rule of customGrad gave ${results.length} gradients for ${variables.length} inputs`, {
      rule: "It returns one gradient, or null, for each input.",
    });
  }
  results.forEach((result, i) => result && checkLike(result, variables[i]!, "A gradient from the rule of customGrad"));
  return [null, ...results.map(plain)];
}

/** Of the inputs that all results of a loop have; its first result is the last that the walk meets. */
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
  throw new ShapeError(`${what} of shape ${formatShape(given.shape)} cannot stand for ${formatShape(like.shape)}`, {
    operands: [operandOf(given, "given"), operandOf(like, "value")],
    rule: "It must have the shape and the element type of its value.",
  });
}

/** Runs `make` such that what it builds is noted as coming from where `node` did. */
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
