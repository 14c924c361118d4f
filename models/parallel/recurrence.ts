/**
 * The linear recurrence h_t = a_t ⊙ h_{t-1} + b_t with h_0 = 0, computed step by step or as a parallel scan.
 *
 * The composition of x ↦ a x + b and x ↦ a' x + b' is x ↦ a'a x + (a'b + b'), another affine map. Composition is
 * associative, so T maps can be composed with at most 2 ⌈log₂ T⌉ - 1 dependent steps (Blelloch, 1990; Martin and Cundy,
 * 2018). This requires a_t and b_t in advance, so they must not depend on h_{t-1}.
 *
 * Both functions take a and b as [time, batch, hidden] and return the states in this shape.
 */
import { type Tensor, associativeScan, concat, customGrad, scan, zeros } from "hebb";

/** The map x ↦ a x + b. */
export interface AffineMap {
  readonly [part: string]: Tensor;
  readonly a: Tensor;
  readonly b: Tensor;
}

/** Returns the composition of two maps, `earlier` first. */
export function compose(earlier: AffineMap, later: AffineMap): AffineMap {
  return { a: later.a.mul(earlier.a), b: later.a.mul(earlier.b).add(later.b) };
}

/** Computes T dependent steps. */
export function byLoop(a: Tensor, b: Tensor): Tensor {
  const step = (h: Tensor, map: AffineMap) => {
    const next = map.a.mul(h).add(map.b);
    return [next, next] as const;
  };
  const [, states] = scan(step, zeros(a.shape.slice(1)), { a, b });
  return states;
}

/**
 * Composes all prefixes of the maps and applies them to h_0 = 0. Gradients flow through every operation of the scan.
 */
export function byPlainScan(a: Tensor, b: Tensor): Tensor {
  return associativeScan(compose, { a, b }).b;
}

/**
 * Computes the same scan with its gradient in closed form. Given the gradient δ_t of the loss by the output h_t:
 *
 * ```
 * g_t = δ_t + a_{t+1} ⊙ g_{t+1}      ∂L/∂b_t = g_t      ∂L/∂a_t = g_t ⊙ h_{t-1}
 * ```
 *
 * This is the same kind of recurrence from the end, so it is a scan too, and no intermediate values of the first scan
 * are stored.
 */
export const byScan: (a: Tensor, b: Tensor) => Tensor = customGrad(byPlainScan, (delta, [a], states) => {
  const time = a!.shape[0]!;
  const edge = zeros([1, ...a!.shape.slice(1)]);
  const following = concat([a!.slice([1, time]), edge]);
  const before = concat([edge, states.slice([0, time - 1])]);
  const g = associativeScan(compose, { a: following, b: delta }, { reverse: true }).b;
  return [g.mul(before), g];
});
