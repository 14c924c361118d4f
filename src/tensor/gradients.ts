/** Derivatives, in terms of tensors. They build graph nodes like any other function, inside compile and outside. */
import { operandOf } from "../base/build.ts";
import { ArgumentError, DTypeError, ShapeError } from "../base/errors.ts";
import { isFloat } from "../base/dtype.ts";
import { sameShape } from "../base/shape.ts";
import { hessianVector, tangents } from "../grad/forward.ts";
import { gradients } from "../grad/reverse.ts";
import { build } from "../graph/builder.ts";
import type { Node } from "../graph/node.ts";
import { nodeOf } from "./lazy.ts";
import { broadcastTo, describe } from "./operand.ts";
import { Param } from "./param.ts";
import { probeOf } from "./probe.ts";
import { type Tensor, tensorOf } from "./tensor.ts";

/** One tensor for each of `Params`. */
export type Slopes<Params extends readonly Tensor[]> = { -readonly [Index in keyof Params]: Tensor };

/**
 * The gradient of the scalar `loss` with respect to each of `params`: parameters, or tensors that it was computed from.
 * A parameter that it does not depend on has gradient 0; it must depend on one at least, and on every other tensor.
 */
export function grad<const Params extends readonly Tensor[]>(loss: Tensor, params: Params): Slopes<Params> {
  const output = scalar(nodeOf(loss, "grad"), "grad");
  const { targets, slopes } = slopesOf(output, params, "grad");
  return slopes.map((slope, i) => tensorOf(slope ?? zerosLike(targets[i]!))) as Slopes<Params>;
}

/** What gradients are taken by, and the gradients; null where the loss does not depend on a parameter. */
function slopesOf(output: Node, params: readonly Tensor[], op: string) {
  const nodes = listOf(params, op).map((param) => probeOf(nodeOf(param, op)));
  // A loss may have been computed before its parameter was assigned.
  const entries = params.map((param, i) => (param instanceof Param ? param.entry : nodes[i]!));
  const found = gradients([output], [build.constant(1, "f32")], [...nodes, ...entries]);
  const targets = nodes.map((node, i) => (found[i] ? node : entries[i]!));
  const slopes = nodes.map((_, i) => found[i] ?? found[nodes.length + i]!);
  checkReached(slopes, params, output, op);
  return { targets, slopes };
}

/** A gradient of zeros must not hide a mistake. */
function checkReached(slopes: readonly (Node | null)[], params: readonly Tensor[], output: Node, op: string): void {
  const none = slopes.every((slope) => slope === null);
  const lost = params.find((param, i) => slopes[i] === null && (none || !(param instanceof Param)));
  if (lost === undefined) return;
  throw new ArgumentError(`${op} was given a loss that does not depend on what it is to be differentiated by`, {
    operands: [operandOf(output, "loss"), operandOf(lost.node, "param")],
    rule: "Gradients flow through f32 operations; a value that was read has become a constant, as detach makes one.",
    fix: `Read values after ${op}, or return them from a compiled function.`,
  });
}

function zerosLike(node: Node): Node {
  return broadcastTo(build.constant(0, node.dtype), node.shape);
}

/** The loss that `fn` returns, and its gradient with respect to each of `params`. */
export function valueAndGrad<const Params extends readonly Tensor[]>(
  fn: () => Tensor,
  params: Params,
): [value: Tensor, gradients: Slopes<Params>] {
  const value = fn();
  return [value, grad(value, params)];
}

/** fn(...primals) and its derivative in the direction `vectors`, which have the primals' shapes. */
export function jvp(
  fn: (...inputs: Tensor[]) => Tensor,
  primals: readonly Tensor[],
  vectors: readonly Tensor[],
): [value: Tensor, tangent: Tensor] {
  const inputs = fresh(primals, "jvp");
  const nodes = checkDirections(inputs, vectors, "jvp");
  const value = fn(...inputs);
  const [tangent] = tangents(
    [value.node],
    inputs.map(({ node }) => node),
    nodes,
  );
  return [value, tensorOf(tangent ?? zerosLike(value.node))];
}

/**
 * The Hessian of a scalar times `vectors`: forward over reverse (Pearlmutter, 1994). `loss` is the scalar itself and
 * `params` are what it was computed from, as for `grad`, or a function that is called with `params` and returns it.
 */
export function hvp(
  loss: Tensor | ((...inputs: Tensor[]) => Tensor),
  params: readonly Tensor[],
  vectors: readonly Tensor[],
): Tensor[] {
  const isFunction = typeof loss === "function";
  const inputs = isFunction ? fresh(params, "hvp") : listOf(params, "hvp");
  const directions = checkDirections(inputs, vectors, "hvp");
  const value = isFunction ? nodeOf(loss(...inputs), "hvp") : nodeOf(loss, "hvp", "a scalar tensor or a function");
  const output = scalar(value, "hvp");
  const targets = isFunction ? inputs.map(({ node }) => node) : slopesOf(output, inputs, "hvp").targets;
  const products = hessianVector(output, targets, directions);
  return products.map((product, i) => tensorOf(product ?? zerosLike(targets[i]!)));
}

/** From the gradient of the output, that of each input; null where none flows. */
export type GradRule = (dy: Tensor, inputs: readonly Tensor[], output: Tensor) => readonly (Tensor | null)[];

/** `fn` with `rule` for its gradient. In reverse mode only: jvp and hvp through it throw a StateError. */
export function customGrad<Inputs extends readonly Tensor[]>(
  fn: (...inputs: Inputs) => Tensor,
  rule: GradRule,
): (...inputs: Inputs) => Tensor {
  return (...inputs) => {
    const nodes = inputs.map((input) => nodeOf(input, "customGrad"));
    const output = nodeOf(fn(...inputs), "customGrad");
    return tensorOf(
      build.customGrad(output, nodes, (dy, xs, y) => {
        const slopes = rule(tensorOf(dy), xs.map(tensorOf), tensorOf(y));
        return listOf(slopes, "the rule of customGrad").map(
          (slope) => slope && nodeOf(slope, "the rule of customGrad"),
        );
      }),
    );
  };
}

/** Each as a node of its own, so that a derivative with respect to it is meant even where inputs are equal. */
function fresh(inputs: readonly Tensor[], op: string): Tensor[] {
  return listOf(inputs, op).map((input) => {
    const node = nodeOf(input, op);
    return tensorOf(build.reshape(node, node.shape));
  });
}

/** The nodes of `vectors`. Throws a ShapeError unless they fit `inputs`. */
function checkDirections(inputs: readonly Tensor[], vectors: readonly Tensor[], op: string): Node[] {
  const nodes = listOf(vectors, op).map((vector) => nodeOf(vector, op));
  const fits = nodes.length === inputs.length && nodes.every((node, i) => sameShape(node.shape, inputs[i]!.shape));
  if (fits) return nodes;
  throw new ShapeError(`${op} was given directions that do not fit its inputs`, {
    operands: [
      ...inputs.map((input, i) => operandOf(nodeOf(input, op), `input ${i}`)),
      ...nodes.map((node, i) => operandOf(node, `direction ${i}`)),
    ],
    rule: "There is one direction for each input, of its shape.",
  });
}

/** `node`, which must be a loss. */
export function scalar(node: Node, op: string): Node {
  const operands = [operandOf(node, "loss")];
  if (!isFloat(node.dtype))
    throw new DTypeError(`${op} was given a loss of type ${node.dtype}`, { operands, rule: "A loss is f32." });
  if (node.shape.length === 0) return node;
  throw new ShapeError(`${op} was given a loss that is no scalar`, {
    operands,
    rule: "A loss has shape [].",
    fix: "Reduce it first, for instance by loss.mean().",
  });
}

function listOf<T>(values: readonly T[], op: string): readonly T[] {
  if (Array.isArray(values)) return values;
  throw new ArgumentError(`${op} needs an array, not ${describe(values)}`, { rule: "It is an array of tensors." });
}
