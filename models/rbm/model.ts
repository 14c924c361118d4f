/** The restricted Boltzmann machine (Smolensky, 1986): an energy of visible and hidden bits, and sampling from it. */
import { Module, Param, type Tensor, arange, initializers, random, scan } from "hebb";

/**
 * A restricted Boltzmann machine. Visible and hidden bits are rows of 0 and 1 in f32, v [n, visible] and h [n, hidden].
 */
export class BoltzmannMachine extends Module {
  readonly visible: number;
  readonly hidden: number;
  /** W, [visible, hidden]. */
  readonly weight: Param;
  /** a, [visible]. */
  readonly visibleBias: Param;
  /** b, [hidden]. */
  readonly hiddenBias: Param;

  constructor(visible: number, hidden: number, { std = 0.01 } = {}) {
    super();
    this.visible = visible;
    this.hidden = hidden;
    this.weight = new Param([visible, hidden], initializers.normal(0, std));
    this.visibleBias = new Param([visible], initializers.zeros());
    this.hiddenBias = new Param([hidden], initializers.zeros());
  }

  /** Returns the energy E(v, h) = -aᵀv - bᵀh - vᵀWh, [n]; p(v, h) = exp(-E(v, h)) / Z. */
  energy(v: Tensor, h: Tensor): Tensor {
    const { weight: W, visibleBias: a, hiddenBias: b } = this;
    return v.matmul(a).add(h.matmul(b)).add(v.matmul(W).mul(h).sum(-1)).neg();
  }

  /**
   * Returns the free energy F(v) = -log Σ_h exp(-E(v, h)) = -aᵀv - Σ_j log(1 + exp(b_j + (vᵀW)_j)), [n]; p(v) =
   * exp(-F(v)) / Z.
   */
  freeEnergy(v: Tensor): Tensor {
    return v.matmul(this.visibleBias).add(this.hiddenInput(v).softplus().sum(-1)).neg();
  }

  /** Returns the free energy of hidden bits, -log Σ_v exp(-E(v, h)), [n]. */
  freeEnergyOfHidden(h: Tensor): Tensor {
    return h.matmul(this.hiddenBias).add(this.visibleInput(h).softplus().sum(-1)).neg();
  }

  /** Returns the hidden probabilities given v. */
  forward(v: Tensor): Tensor {
    return this.hiddenGiven(v);
  }

  /**
   * Returns p(h_j = 1 | v) = σ(b_j + (vᵀW)_j). Hidden units are independent given v, because no weights connect them.
   */
  hiddenGiven(v: Tensor): Tensor {
    return this.hiddenInput(v).sigmoid();
  }

  /** Returns p(v_i = 1 | h) = σ(a_i + (Wh)_i). */
  visibleGiven(h: Tensor): Tensor {
    return this.visibleInput(h).sigmoid();
  }

  /**
   * Performs `sweeps` sweeps of block Gibbs sampling: samples all hidden bits given the visible ones, then all visible
   * ones.
   */
  gibbs(v: Tensor, sweeps: number): Tensor {
    // A single sweep without a loop shares its first computation with the positive phase of the gradient.
    if (sweeps === 1) return this.sweep(v);
    const [last] = scan((v: Tensor) => [this.sweep(v), null], v, null, { length: sweeps });
    return last;
  }

  /** Samples h given v, then v given h. */
  sweep(v: Tensor): Tensor {
    return drawn(this.visibleGiven(drawn(this.hiddenGiven(v))));
  }

  hiddenInput(v: Tensor): Tensor {
    return v.matmul(this.weight).add(this.hiddenBias);
  }

  visibleInput(h: Tensor): Tensor {
    return h.matmul(this.weight.transpose()).add(this.visibleBias);
  }
}

/** Samples bits that are 1 with these probabilities, as f32. */
export function drawn(probabilities: Tensor): Tensor {
  return random.bernoulli(probabilities).cast("f32");
}

/** Sufficient statistics of the parameters, in their order: the weighted means of vhᵀ, v and h over rows. */
export type Statistics = readonly [vh: Tensor, v: Tensor, h: Tensor];

/**
 * Returns ⟨vhᵀ⟩, ⟨v⟩ and ⟨h⟩, with h given v, over rows of v [n, visible] with the probabilities `weights` [n], by
 * default 1/n. This is -⟨∂E/∂θ⟩, because the energy is linear in all parameters.
 */
export function statistics(machine: BoltzmannMachine, v: Tensor, weights?: Tensor): Statistics {
  const h = machine.hiddenGiven(v);
  const share = weights === undefined ? v.mul(1 / v.shape[0]!) : v.mul(weights.unsqueeze(1));
  const hShare = weights === undefined ? h.mean(0) : h.mul(weights.unsqueeze(1)).sum(0);
  return [share.transpose().matmul(h), share.sum(0), hShare];
}

/**
 * Returns ∂ log p(v) / ∂θ = ⟨-∂E/∂θ⟩ of the data - ⟨-∂E/∂θ⟩ of the model: the positive phase, which makes the data more
 * likely, minus the negative phase, which makes samples of the model less likely.
 */
export function likelihoodGradient(positive: Statistics, negative: Statistics): Tensor[] {
  return positive.map((data, i) => data.sub(negative[i]!));
}

/** Returns all states of `count` bits, [2^count, count]: row s contains the binary digits of s, lowest first. */
export function allStates(count: number): Tensor {
  return arange(2 ** count)
    .unsqueeze(1)
    .shiftRight(arange(count))
    .and(1)
    .cast("f32");
}
