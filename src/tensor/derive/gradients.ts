/** Derivatives of tensors. They build graph nodes like any other function, inside and outside compiled functions. */
import { operandOf } from "../../base/build.ts";
import { ArgumentError, DTypeError, ShapeError, StateError } from "../../base/errors.ts";
import { readOptions } from "../../base/options.ts";
import { isFloat } from "../../base/dtype.ts";
import { sameShape } from "../../base/shape.ts";
import { hessianVector, tangents } from "../../grad/forward.ts";
import { gradients, reachedFrom } from "../../grad/reverse.ts";
import { build } from "../../graph/builder.ts";
import type { Node } from "../../graph/node.ts";
import { comesFrom, hasHistory } from "../source/history.ts";
import { nodeOf } from "../value/lazy.ts";
import { broadcastTo, describe } from "../value/operand.ts";
import { Param } from "../module/param.ts";
import { probeOf } from "./probe.ts";
import { type Source, Stale, sourceOf } from "../source/source.ts";
import { type Tensor, tensorOf } from "../value/tensor.ts";
import { activeTrace } from "../source/trace.ts";

/** A gradient for each of `Params`. */
export type Slopes<Params extends readonly Tensor[]> = { -readonly [Index in keyof Params]: Tensor };

/** Options of `grad`. */
export interface GradOptions {
  /**
   * Allow tensors that the loss does not depend on; their gradient is 0. Otherwise they are an error. Default false.
   */
  readonly allowUnused?: boolean;
}

/**
 * Returns the gradient of the scalar `loss` with respect to each of `params`: parameters, or tensors from which it was
 * computed. Gradients have the shapes of `params` and are differentiable tensors themselves. Like torch.autograd.grad
 * with create_graph=True; nothing is accumulated.
 *
 * A parameter that the loss does not depend on has gradient 0. Throws an ArgumentError if the loss depends on none of
 * `params`, or does not depend on a tensor that is not a parameter, unless `allowUnused` is true.
 *
 * Gradients end at values that were read or returned by a compiled function, because these have no graph. Throws a
 * StateError if such a value was computed from one of `params`; call `value.detach()` if that is intended. Throws a
 * ShapeError or DTypeError unless `loss` is an f32 scalar.
 */
export function grad<const Params extends readonly Tensor[]>(
  loss: Tensor,
  params: Params,
  options: GradOptions = {},
): Slopes<Params> {
  const { allowUnused = false } = readOptions<GradOptions>("grad", options, { allowUnused: "boolean" });
  const output = scalar(nodeOf(loss, "grad"), "grad");
  const { slopes } = slopesOf(output, params, "grad", allowUnused);
  return slopes.map((slope, i) => tensorOf(slope ?? zerosLike(params[i]!))) as Slopes<Params>;
}

/**
 * Returns the gradients of `output`, null for params it does not depend on, and the nodes that represent each param.
 */
function slopesOf(output: Node, params: readonly Tensor[], op: string, allowUnused = false) {
  const settled = settledFrom(output);
  const standIns = listOf(params, op).map((param) => standInsOf(param, output, settled, op));
  const ends = endsIn(settled);
  for (const param of params) checkUncut(param, output, ends, op);
  const slopes = sumsOf(standIns, gradients([output], [build.constant(1, "f32")], standIns.flat()));
  if (!allowUnused) checkReached(slopes, params, output, op);
  noteGradient(params);
  return { standIns, slopes };
}

/** Nodes with known values that the gradient of `output` reaches, by source. */
type Settled = ReadonlyMap<Source, readonly Node[]>;

function settledFrom(output: Node): Settled {
  const settled = new Map<Source, Node[]>();
  for (const node of reachedFrom(output)) {
    const source = sourceOf(node);
    if (source !== undefined) settled.set(source, [...(settled.get(source) ?? []), node]);
  }
  return settled;
}

/** Sums `values` within each group of nodes. `values` has one entry per node, in order. */
function sumsOf(groups: readonly (readonly Node[])[], values: readonly (Node | null)[]): (Node | null)[] {
  let i = 0;
  const add = (sum: Node | null, value: Node | null) => (sum && value ? build.add(sum, value) : (sum ?? value));
  return groups.map((nodes) => nodes.map(() => values[i++]!).reduce(add, null));
}

/**
 * Returns the nodes that represent `tensor` in the graph of `output`. A tensor has one node from before it was read and
 * another from afterwards; a parameter has one in programs and one outside.
 */
function standInsOf(tensor: Tensor, output: Node, settled: Settled, op: string): readonly Node[] {
  const node = probeOf(nodeOf(tensor, op));
  const { source } = tensor;
  const others = (source && settled.get(source)) ?? [];
  const isAssigned = tensor instanceof Param && node !== tensor.entry && node !== tensor.input;
  if (!isAssigned) return [...new Set([node, ...others])];
  const reached = reachedFrom(output, (one) => one === node);
  if (!reached.has(node)) return others;
  if (!others.some((other) => reached.has(other))) return [node];
  throw new StateError(`${op} was given a loss that uses ${tensor.label} both before and after an assignment`, {
    operands: [operandOf(output, "loss"), operandOf(tensor.entry, "param")],
    rule: "A gradient needs one value.",
    fix: "Take the gradient before the assignment, or make the earlier value constant: detach().",
  });
}

/** A value computed from other values, at which gradients end. */
interface End {
  readonly source: Source;
  readonly node: Node;
}

function endsIn(settled: Settled): readonly End[] {
  return [...settled].flatMap(([source, nodes]) => {
    const node = hasHistory(source) ? nodes.find(({ inputs }) => inputs.length === 0) : undefined;
    return node === undefined ? [] : [{ source, node }];
  });
}

/** Throws a StateError if a gradient with respect to `tensor` would end at a value computed from it. */
function checkUncut(tensor: Tensor, output: Node, ends: readonly End[], op: string): void {
  const own = tensor.source;
  const { id } = own ?? tensor.node;
  for (const { source, node } of ends) {
    if (source === own || !comesFrom(source, id)) continue;
    if (source instanceof Stale) source.storage();
    throw new StateError(`${op} would miss part of a gradient`, {
      operands: [operandOf(output, "loss"), operandOf(node, "value"), operandOf(tensor.node, "param")],
      rule: "The loss depends on param through value, which has no graph: it was read or returned by a compiled function.",
      fix: `Compute value again, or read it after ${op}. If it is a constant, write value.detach().`,
    });
  }
}

/**
 * Throws an ArgumentError if the loss does not depend on the params, because gradients of zeros would hide the mistake.
 */
function checkReached(slopes: readonly (Node | null)[], params: readonly Tensor[], output: Node, op: string): void {
  const none = slopes.every((slope) => slope === null);
  const lost = params.find((param, i) => slopes[i] === null && (none || !(param instanceof Param)));
  if (lost === undefined) return;
  throw new ArgumentError(`${op} was given a loss that does not depend on param`, {
    operands: [operandOf(output, "loss"), operandOf(lost.node, "param")],
    rule: "Gradients flow through f32 operations, but not through detach, floor, comparisons or integer casts.",
    ...(op === "grad" && { fix: "For a gradient of zeros, write grad(loss, params, { allowUnused: true })." }),
  });
}

/** Tells the trace that gradients with respect to trainable parameters are taken. */
function noteGradient(params: readonly Tensor[]): void {
  const trace = activeTrace();
  if (trace && params.some((param) => param instanceof Param && param.trainable)) trace.differentiates = true;
}

function zerosLike({ shape, dtype }: Node | Tensor): Node {
  return broadcastTo(build.constant(0, dtype), shape);
}

/**
 * Calls `fn`, which returns a scalar loss, and returns [loss, gradients]: the loss and its gradient with respect to
 * each of `params`. Throws as `grad` does. Like jax.value_and_grad, but `params` are listed instead of passed.
 */
export function valueAndGrad<const Params extends readonly Tensor[]>(
  fn: () => Tensor,
  params: Params,
): [value: Tensor, gradients: Slopes<Params>] {
  const value = fn();
  return [value, grad(value, params)];
}

/**
 * Jacobian-vector product: returns [value, tangent], fn(...primals) and its directional derivative along `vectors`, in
 * forward mode. `vectors` must have the shapes of `primals`; the tangent has the shape of the value. Like
 * torch.func.jvp. Throws a ShapeError if shapes differ.
 */
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
 * Hessian-vector product: returns the Hessian of a scalar loss times `vectors`, one tensor per param with its shape, by
 * forward over reverse mode (Pearlmutter, 1994). `loss` is a scalar computed from `params`, as for `grad`, or a
 * function that is called with `params` and returns one. Throws a ShapeError if `vectors` do not have the shapes of
 * `params`.
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
  const targets = isFunction ? inputs.map(({ node }) => [node]) : slopesOf(output, inputs, "hvp").standIns;
  const moves = targets.flatMap((nodes, i) => nodes.map(() => directions[i]!));
  const products = sumsOf(targets, hessianVector(output, targets.flat(), moves));
  return products.map((product, i) => tensorOf(product ?? zerosLike(inputs[i]!)));
}

/**
 * A gradient rule: receives the gradient dy of the output, the inputs and the output, and returns the gradient with
 * respect to each input, or null for inputs without one.
 */
export type GradRule = (dy: Tensor, inputs: readonly Tensor[], output: Tensor) => readonly (Tensor | null)[];

/**
 * Returns a function that computes `fn` and differentiates by `rule`. Like torch.autograd.Function or jax.custom_vjp.
 * The rule is used in forward mode too (`jvp`, `hvp`), transposed. It may itself be differentiated.
 */
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

/** Returns a copy of each input with a node of its own, so that derivatives are separate even if inputs are equal. */
function fresh(inputs: readonly Tensor[], op: string): Tensor[] {
  return listOf(inputs, op).map((input) => {
    const node = nodeOf(input, op);
    return tensorOf(build.reshape(node, node.shape));
  });
}

/** Returns the nodes of `vectors`. Throws a ShapeError unless their number and shapes match `inputs`. */
function checkDirections(inputs: readonly Tensor[], vectors: readonly Tensor[], op: string): Node[] {
  const nodes = listOf(vectors, op).map((vector) => nodeOf(vector, op));
  const fits = nodes.length === inputs.length && nodes.every((node, i) => sameShape(node.shape, inputs[i]!.shape));
  if (fits) return nodes;
  throw new ShapeError(`${op} was given directions that do not match its inputs`, {
    operands: [
      ...inputs.map((input, i) => operandOf(nodeOf(input, op), `input ${i}`)),
      ...nodes.map((node, i) => operandOf(node, `direction ${i}`)),
    ],
    rule: "Each input needs one direction of its shape.",
  });
}

/** Returns `node`. Throws an error unless it is an f32 scalar. */
export function scalar(node: Node, op: string): Node {
  const operands = [operandOf(node, "loss")];
  if (!isFloat(node.dtype))
    throw new DTypeError(`${op} was given a loss of type ${node.dtype}`, { operands, rule: "It must be f32." });
  if (node.shape.length === 0) return node;
  throw new ShapeError(`${op} was given a loss that is not a scalar`, {
    operands,
    rule: "Its shape must be [].",
    fix: "Reduce it first: loss.mean().",
  });
}

function listOf<T>(values: readonly T[], op: string): readonly T[] {
  if (Array.isArray(values)) return values;
  throw new ArgumentError(`${op} needs an array, not ${describe(values)}`, { rule: "It must contain tensors." });
}
