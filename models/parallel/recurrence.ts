/**
 * The linear recurrence h_t = a_t ⊙ h_{t-1} + b_t from h_0 = 0, in two ways: step by step, and as a scan of maps.
 *
 * x ↦ a x + b followed by x ↦ a' x + b' is x ↦ a'a x + (a'b + b'), again such a map, so that maps can be put together in
 * any grouping, and T of them in at most 2 ⌈log₂ T⌉ - 1 steps that wait for one another (Blelloch, 1990; Martin and Cundy, 2018).
 * a_t and b_t have to be known beforehand, which they are only if they do not depend on h_{t-1}.
 *
 * Both ways take a and b as [time, batch, hidden] and return the states in this form.
 */
import { type Tensor, associativeScan, concat, customGrad, scan, zeros } from "hebb";

/** x ↦ a x + b */
export interface AffineMap {
  readonly [part: string]: Tensor;
  readonly a: Tensor;
  readonly b: Tensor;
}

/** The later map after the earlier one. */
export function compose(earlier: AffineMap, later: AffineMap): AffineMap {
  return { a: later.a.mul(earlier.a), b: later.a.mul(earlier.b).add(later.b) };
}

/** T steps, each after the one before. */
export function byLoop(a: Tensor, b: Tensor): Tensor {
  const step = (h: Tensor, map: AffineMap) => {
    const next = map.a.mul(h).add(map.b);
    return [next, next] as const;
  };
  const [, states] = scan(step, zeros(a.shape.slice(1)), { a, b });
  return states;
}

/** All prefixes of the maps, applied to h_0 = 0. Its gradient is that of each operation of the scan. */
export function byPlainScan(a: Tensor, b: Tensor): Tensor {
  return associativeScan(compose, { a, b }).b;
}

/**
 * The same with the gradient in its own form, which is such a recurrence from the end: for δ_t that reaches h_t from above,
 *
 *   g_t = δ_t + a_{t+1} ⊙ g_{t+1}      ∂L/∂b_t = g_t      ∂L/∂a_t = g_t ⊙ h_{t-1}
 *
 * so that it is a scan too, and no level of the first scan has to be kept.
 */
export const byScan: (a: Tensor, b: Tensor) => Tensor = customGrad(byPlainScan, (delta, [a], states) => {
  const time = a!.shape[0]!;
  const edge = zeros([1, ...a!.shape.slice(1)]);
  const following = concat([a!.slice([1, time]), edge]);
  const before = concat([edge, states.slice([0, time - 1])]);
  const g = associativeScan(compose, { a: following, b: delta }, { reverse: true }).b;
  return [g.mul(before), g];
});
