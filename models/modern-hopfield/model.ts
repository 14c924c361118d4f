/**
 * The modern Hopfield network with continuous states as its authors write it (Ramsauer et al., 2021): stored patterns x_i
 * are the rows of X, ξ is a row vector. `ModernHopfieldNetwork` of the library computes the same, by attention.
 */
import type { Tensor } from "hebb";

/** Returns the update ξ' = softmax(β ξ Xᵀ) X of states [n, d]. */
export function update(X: Tensor, ξ: Tensor, β: number): Tensor {
  return weights(X, ξ, β).matmul(X);
}

/** Returns softmax(β ξ Xᵀ), [n, patterns]: the share of each stored pattern in the new state. */
export function weights(X: Tensor, ξ: Tensor, β: number): Tensor {
  return ξ.matmul(X.transpose()).mul(β).softmax();
}

/** Returns E(ξ) = -lse(β, X ξ) + ½ ξᵀξ + log(N) / β + ½ max |x_i|², [n]. */
export function energy(X: Tensor, ξ: Tensor, β: number): Tensor {
  const lse = ξ.matmul(X.transpose()).mul(β).logSumExp(-1).div(β);
  const constant = X.square()
    .sum(-1)
    .max()
    .mul(0.5)
    .add(Math.log(X.shape[0]!) / β);
  return ξ.square().sum(-1).mul(0.5).sub(lse).add(constant);
}

/** Returns exp(-Σ p log p) of each row: the number of patterns that are averaged, if they have equal shares. */
export function effectiveNumber(shares: Tensor): Tensor {
  return shares.mul(shares.maximum(1e-30).log()).sum(-1).neg().exp();
}
