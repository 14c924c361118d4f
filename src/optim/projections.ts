/**
 * Constraints on parameters: steps within compile that take them back to where they may be, after an update. Alone, or as
 * `project` of `minimize` and `fit`.
 */
import { ArgumentError } from "../base/errors.ts";
import { shown } from "../base/options.ts";
import { type Axis, Param } from "../tensor/index.ts";

/**
 * Scales every slice of each parameter whose norm √Σ x² along `axis` is above `limit` down to it (Srebro and Shraibman,
 * 2005; Hinton et al., 2012). By default along all axes but the first: for each unit of a Linear [out, in], for each row of
 * an Embedding. Throws a StateError outside compile, an ArgumentError for a limit that is not above 0.
 */
export function maxNorm(params: Param | readonly Param[], limit: number, axis?: Axis): void {
  checkLimit("maxNorm", limit);
  for (const param of listOf("maxNorm", params)) shrink(param, limit, axis ?? param.shape.map((_, i) => i).slice(1));
}

/** Projects each parameter onto the ball √Σ x² <= radius over all its elements. Throws as `maxNorm` does. */
export function normBall(params: Param | readonly Param[], radius: number): void {
  checkLimit("normBall", radius);
  for (const param of listOf("normBall", params)) {
    const everyAxis = param.shape.map((_, i) => i);
    shrink(param, radius, everyAxis);
  }
}

/** The factor is exactly 1 where the norm is within the limit. */
function shrink(param: Param, limit: number, axis: Axis): void {
  const norm = param.norm(axis, { keepDims: true });
  param.assign(param.mul(norm.maximum(limit).rdiv(limit)));
}

function listOf(name: string, params: Param | readonly Param[]): readonly Param[] {
  const list = Array.isArray(params) ? (params as readonly Param[]) : [params as Param];
  const odd: unknown = list.find((param: unknown) => !(param instanceof Param));
  if (list.every((param: unknown) => param instanceof Param)) return list;
  throw new ArgumentError(`${name} was given ${shown(odd)}`, { rule: "It takes parameters, such as layer.weight." });
}

function checkLimit(name: string, limit: number): void {
  if (typeof limit === "number" && limit > 0 && limit < Infinity) return;
  throw new ArgumentError(`${name} was given the limit ${shown(limit)}`, {
    rule: "A limit is a finite number above 0.",
  });
}
