/**
 * Forward-mode differentiation: computes tangents of nodes as nodes. The Jacobian of an elementwise operation is
 * diagonal, so its gradient rule also computes tangents. A linear operation is applied to the tangents.
 */
import { isFloat } from "../base/dtype.ts";
import { ArgumentError, ShapeError } from "../base/errors.ts";
import { sizeOf } from "../base/shape.ts";
import { operandOf } from "../base/build.ts";
import { build } from "../graph/builder.ts";
import { familiesOf } from "../graph/loops.ts";
import { type GradientRule, type Node, topological } from "../graph/node.ts";
import { expandTo, filled } from "./broadcast.ts";
import { gradients, withOriginOf } from "./reverse.ts";

type Tangent = Node | null;

/**
 * The directional derivative of each output, where directions[i] is the tangent of primals[i]. Null if an output does
 * not depend on a primal through floating-point values.
 */
export function tangents(outputs: readonly Node[], primals: readonly Node[], directions: readonly Node[]): Tangent[] {
  const tangentOf = new Map<Node, Tangent>();
  // Tangents accumulate if a primal is listed twice or depends on another primal.
  const accumulate = (node: Node, tangent: Tangent) => {
    const sum = tangentOf.get(node);
    tangentOf.set(node, sum && tangent ? build.add(sum, tangent) : (sum ?? tangent));
  };
  primals.forEach((primal, i) => accumulate(primal, directions[i]!));
  const order = topological(outputs);
  const done = new Set<Node>();
  const families = familiesOf(order);
  for (const node of order) {
    if (done.has(node) || !isFloat(node.dtype)) continue;
    const given = node.inputs.map((input) => tangentOf.get(input) ?? null);
    if (given.every((tangent) => tangent === null)) continue;
    withOriginOf(node, () => {
      if (node.body) {
        const found = node.body.calculus.tangents(node, given, tangents);
        for (const one of families.get(node)!) {
          accumulate(one, found[one.attributes["output"] as number]!);
          done.add(one);
        }
        return;
      }
      const tangent = tangentOfNode(node, given);
      accumulate(node, tangent && expandTo(tangent, node.shape));
    });
  }
  return outputs.map((output) => tangentOf.get(output) ?? null);
}

/**
 * The product of the Hessian of a scalar `output` with `vectors`, one for each target. Uses forward mode over reverse
 * mode, at the cost of a few gradients.
 */
export function hessianVector(output: Node, targets: readonly Node[], vectors: readonly Node[]): Tangent[] {
  if (sizeOf(output.shape) !== 1) {
    throw new ShapeError("A Hessian needs a scalar", {
      operands: [operandOf(output, "output")],
      rule: "The output must have exactly one element.",
      fix: "Reduce it with sum or mean.",
    });
  }
  const gradient = gradients([output], [filled(1, output)], targets);
  const present = gradient.filter((node) => node !== null);
  const products = tangents(present, targets, vectors);
  return gradient.map((node) => (node ? products[present.indexOf(node)]! : null));
}

/**
 * The tangent of a node with a custom gradient rule. The rule is linear in the output's gradient u, so the tangent is
 * the gradient of Σ rule(u)[i] · tangent[i] with respect to u.
 */
function tangentByRule(node: Node, rule: GradientRule, [, ...given]: readonly Tangent[]): Tangent {
  const [output, ...variables] = node.inputs as readonly [Node, ...Node[]];
  const u = filled(1, output);
  const terms = rule(u, variables, output).map((gradient, i) => ({ gradient, tangent: given[i] ?? null }));
  const present = terms.flatMap(({ gradient, tangent }) => (gradient && tangent ? [{ gradient, tangent }] : []));
  const [tangent] = gradients(
    present.map(({ gradient }) => gradient),
    present.map(({ tangent }) => tangent),
    [u],
  );
  return tangent ?? null;
}

function tangentOfNode(node: Node, given: readonly Tangent[]): Tangent {
  const { op, primitive: record, inputs, attributes } = node;
  const application = { inputs, output: node, attributes };
  if (node.rule) return tangentByRule(node, node.rule, given);
  if (record.jvp) return record.jvp(build, application, given);
  if (record.elementwise) {
    return given
      .map((tangent, i) => (tangent ? (record.vjp(build, application, tangent)[i] ?? null) : null))
      .reduce((sum, term) => (sum && term ? build.add(sum, term) : (sum ?? term)), null);
  }
  if (!record.linear) throw new ArgumentError(`${op} has no forward derivative`);
  const operands = inputs.map((input, i) => given[i] ?? (isFloat(input.dtype) ? filled(0, input) : input));
  return build.apply(record, operands, attributes);
}
