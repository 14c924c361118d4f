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
import type { Node } from "../graph/node.ts";
import { topological } from "../graph/node.ts";
import { type Gradient, inputGradientsOf, plain, settled, sumOf } from "./masked.ts";

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
  const dependent = dependents(order, targets);
  const gradientOf = new Map<Node, Gradient>();
  const accumulate = (node: Node, gradient: Gradient) => {
    const sum = gradientOf.get(node);
    gradientOf.set(node, sum ? sumOf(sum, gradient) : gradient);
  };
  outputs.forEach((output, i) => {
    checkLike(cotangents[i]!, output, "A cotangent");
    if (dependent.has(output)) accumulate(output, plain(cotangents[i]!));
  });
  const families = familiesOf(order);
  const gradientsAt = (node: Node): readonly (Gradient | null)[] | null => {
    const family = families.get(node);
    if (family) return node === family[0] ? familyGradients(family, gradientOf, dependent) : null;
    const dy = gradientOf.get(node);
    return dy && node.inputs.length > 0 ? inputGradients(node, dy) : null;
  };
  for (const node of order.toReversed()) {
    withOriginOf(node, () => {
      gradientsAt(node)?.forEach((gradient, i) => {
        const input = node.inputs[i]!;
        if (gradient && dependent.has(input)) accumulate(input, gradient);
      });
    });
  }
  return targets.map((target) => {
    const gradient = gradientOf.get(target);
    return gradient ? settled(gradient) : null;
  });
}

/** The nodes that a change of a target reaches through floating-point values. */
function dependents(order: readonly Node[], targets: readonly Node[]): Set<Node> {
  const reached = new Set(targets.filter(({ dtype }) => isFloat(dtype)));
  for (const node of order) {
    if (isFloat(node.dtype) && differentiated(node).some((input) => reached.has(input))) reached.add(node);
  }
  return reached;
}

/** The inputs that gradients flow to: a custom rule replaces the path through the output that it stands for. */
function differentiated(node: Node): readonly Node[] {
  return node.rule ? node.inputs.slice(1) : node.inputs;
}

function inputGradients(node: Node, gradient: Gradient): readonly (Gradient | null)[] {
  const { inputs, rule } = node;
  if (!rule) return inputGradientsOf(node, gradient);
  const dy = settled(gradient);
  const [output, ...variables] = inputs as readonly [Node, ...Node[]];
  const results = rule(dy, variables, output);
  if (results.length !== variables.length) {
    throw new ArgumentError(`The rule of customGrad gave ${results.length} gradients for ${variables.length} inputs`, {
      rule: "It returns one gradient, or null, for each input.",
    });
  }
  results.forEach((result, i) => result && checkLike(result, variables[i]!, "A gradient from the rule of customGrad"));
  return [null, ...results.map((result) => result && plain(result))];
}

/** Of the inputs that all results of a loop have; its first result is the last that the walk meets. */
function familyGradients(
  family: readonly Node[],
  gradientOf: ReadonlyMap<Node, Gradient>,
  dependent: ReadonlySet<Node>,
): readonly (Gradient | null)[] | null {
  const [node] = family as [Node];
  const cotangents = new Map<number, Node>();
  for (const one of family) {
    const gradient = gradientOf.get(one);
    if (!gradient) continue;
    const output = one.attributes["output"] as number;
    const sum = cotangents.get(output);
    const dy = settled(gradient);
    cotangents.set(output, sum ? build.add(sum, dy) : dy);
  }
  const wanted = node.inputs.map((input) => dependent.has(input));
  if (cotangents.size === 0) return null;
  return node.body!.calculus.gradients(node, cotangents, wanted, gradients).map((one) => one && plain(one));
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
