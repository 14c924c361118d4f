/**
 * Projections of parameters onto constraints, applied after an update. Call them within compile, or in the option
 * `project` of `minimize` and `fit`.
 */
import { ArgumentError } from "../base/errors.ts";
import { shown } from "../base/options.ts";
import { type Axis, Param } from "../tensor/index.ts";

/**
 * Max-norm constraint (Srebro and Shraibman, 2005; Hinton et al., 2012): scales slices of each parameter so that their
 * norm √Σ x² along `axis` is at most `limit`. The default is all axes except axis 0: one norm per unit of a Linear
 * [outputs, inputs], or per row of an Embedding. Throws a StateError outside compile, and an ArgumentError unless
 * `limit` is finite and above 0.
 */
export function maxNorm(params: Param | readonly Param[], limit: number, axis?: Axis): void {
  checkLimit("maxNorm", limit);
  for (const param of listOf("maxNorm", params)) shrink(param, limit, axis ?? param.shape.map((_, i) => i).slice(1));
}

/**
 * Projects each parameter onto the ball √Σ x² <= radius, with the sum over all its elements. Throws a StateError
 * outside compile, and an ArgumentError unless `radius` is finite and above 0.
 */
export function normBall(params: Param | readonly Param[], radius: number): void {
  checkLimit("normBall", radius);
  for (const param of listOf("normBall", params)) {
    const everyAxis = param.shape.map((_, i) => i);
    shrink(param, radius, everyAxis);
  }
}

/** Scales slices down to the limit. The factor is exactly 1 if the norm is within the limit. */
function shrink(param: Param, limit: number, axis: Axis): void {
  const norm = param.norm(axis, { keepDims: true });
  param.assign(param.mul(norm.maximum(limit).rdiv(limit)));
}

function listOf(name: string, params: Param | readonly Param[]): readonly Param[] {
  const list = Array.isArray(params) ? (params as readonly Param[]) : [params as Param];
  const odd: unknown = list.find((param: unknown) => !(param instanceof Param));
  if (list.every((param: unknown) => param instanceof Param)) return list;
  throw new ArgumentError(`${name} was given ${shown(odd)}`, { rule: "It requires parameters, such as layer.weight." });
}

function checkLimit(name: string, limit: number): void {
  if (typeof limit === "number" && limit > 0 && limit < Infinity) return;
  throw new ArgumentError(`${name} was given the limit ${shown(limit)}`, {
    rule: "It must be finite and above 0.",
  });
}
