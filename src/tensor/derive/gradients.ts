/** Derivatives, in terms of tensors. They build graph nodes like any other function, inside compile and outside. */
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

/** One tensor for each of `Params`. */
export type Slopes<Params extends readonly Tensor[]> = { -readonly [Index in keyof Params]: Tensor };

export interface GradOptions {
  /** A tensor that the loss does not depend on has gradient 0, instead of an error. Default false. */
  readonly allowUnused?: boolean;
}

/**
 * The gradient of the scalar `loss` with respect to each of `params`: parameters, or tensors that it was computed from.
 * A parameter that it does not depend on has gradient 0; it must depend on one at least, and on every other tensor.
 *
 * A value that was read, or that a compiled function returned, has no graph, so that gradients end there. Throws a
 * StateError where one would end at a value that came from one of `params`; `value.detach()` says that it shall.
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

/** The nodes that gradients are taken by, and the gradients; null where the loss does not depend on a parameter. */
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

/** The nodes that the gradient of `output` flows to and whose values are known, by where these lie. */
type Settled = ReadonlyMap<Source, readonly Node[]>;

function settledFrom(output: Node): Settled {
  const settled = new Map<Source, Node[]>();
  for (const node of reachedFrom(output)) {
    const source = sourceOf(node);
    if (source !== undefined) settled.set(source, [...(settled.get(source) ?? []), node]);
  }
  return settled;
}

/** For each group of nodes, the sum of what `values` has for them, which are in order. */
function sumsOf(groups: readonly (readonly Node[])[], values: readonly (Node | null)[]): (Node | null)[] {
  let i = 0;
  const add = (sum: Node | null, value: Node | null) => (sum && value ? build.add(sum, value) : (sum ?? value));
  return groups.map((nodes) => nodes.map(() => values[i++]!).reduce(add, null));
}

/**
 * The nodes that stand for `tensor` in the graph of `output`: it has one of its own from before it was read and one for
 * after that, and a parameter has one in programs and one outside.
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
  throw new StateError(`${op} was given a loss that uses ${tensor.label} from before and after it was assigned`, {
    operands: [operandOf(output, "loss"), operandOf(tensor.entry, "param")],
    rule: "A gradient belongs to one of its values.",
    fix: "Take the gradient before the assignment, or make the earlier value a constant by detach().",
  });
}

/** A value that came from others, where gradients end. */
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

/** Throws a StateError where a gradient by `tensor` would end at a value that came from it. */
function checkUncut(tensor: Tensor, output: Node, ends: readonly End[], op: string): void {
  const own = tensor.source;
  const { id } = own ?? tensor.node;
  for (const { source, node } of ends) {
    if (source === own || !comesFrom(source, id)) continue;
    if (source instanceof Stale) source.storage();
    throw new StateError(`${op} would miss a part of a gradient`, {
      operands: [operandOf(output, "loss"), operandOf(node, "value"), operandOf(tensor.node, "param")],
      rule: "The loss depends on param through value, which was read or returned by a compiled function: it has no graph.",
      fix: `Compute value again, or read it after ${op}; if it is meant to be a constant, write value.detach().`,
    });
  }
}

/** A gradient of zeros must not hide a mistake. */
function checkReached(slopes: readonly (Node | null)[], params: readonly Tensor[], output: Node, op: string): void {
  const none = slopes.every((slope) => slope === null);
  const lost = params.find((param, i) => slopes[i] === null && (none || !(param instanceof Param)));
  if (lost === undefined) return;
  throw new ArgumentError(`${op} was given a loss that does not depend on what it is to be differentiated by`, {
    operands: [operandOf(output, "loss"), operandOf(lost.node, "param")],
    rule: "Gradients flow through f32 operations, and not through detach, floor, comparisons and casts to integers.",
    ...(op === "grad" && { fix: "If a gradient of zeros is meant, write grad(loss, params, { allowUnused: true })." }),
  });
}

/** Tells the trace that it takes gradients by what is trained. */
function noteGradient(params: readonly Tensor[]): void {
  const trace = activeTrace();
  if (trace && params.some((param) => param instanceof Param && param.trainable)) trace.differentiates = true;
}

function zerosLike({ shape, dtype }: Node | Tensor): Node {
  return broadcastTo(build.constant(0, dtype), shape);
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
  const targets = isFunction ? inputs.map(({ node }) => [node]) : slopesOf(output, inputs, "hvp").standIns;
  const moves = targets.flatMap((nodes, i) => nodes.map(() => directions[i]!));
  const products = sumsOf(targets, hessianVector(output, targets.flat(), moves));
  return products.map((product, i) => tensorOf(product ?? zerosLike(inputs[i]!)));
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
