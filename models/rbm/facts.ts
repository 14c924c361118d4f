/** Facts of the experiments with restricted Boltzmann machines. */
import type { Order, Summary, Trend } from "../verdicts.ts";

/** Total correlation of each layer in nats, alone and given the other layer. */
export interface Dependence {
  readonly hidden: number;
  readonly visible: number;
  readonly hiddenGivenVisible: number;
  readonly visibleGivenHidden: number;
}

export interface Slope {
  /** Gradient from both phases: data minus model. */
  readonly twoPhases: number;
  readonly differences: number;
  readonly dataAlone: number;
}

export interface UndirectedFacts {
  /** Weights of the machine, by visible and hidden unit. */
  readonly weights: readonly (readonly number[])[];
  readonly dependence: Dependence;
  readonly correlations: {
    readonly hidden: readonly (readonly number[])[];
    readonly hiddenGivenVisible: readonly (readonly number[])[];
  };
  /** Slopes of the log-likelihood by each parameter. */
  readonly slopes: readonly Slope[];
  /** Root mean square error of ⟨vhᵀ⟩ from Gibbs chains, by number of samples. */
  readonly errors: readonly { readonly draws: number; readonly error: number }[];
  /** Independence of the units of a layer, given the other layer. */
  readonly independence: "holds" | "fails";
  /** Two phases against finite differences of the summed likelihood. */
  readonly phases: "agree" | "differ";
  readonly sampling: "converges" | "stays off";
}

/** CD-k at one stage of training, over seeds. */
export interface Contrast {
  readonly k: number;
  /** |⟨CD-k⟩ - gradient| / |gradient|. */
  readonly bias: Summary;
  /** Cosine between ⟨CD-k⟩ and the gradient. */
  readonly cosine: Summary;
  /** Cosine between one sample of CD-k and ⟨CD-k⟩. */
  readonly sampled: Summary;
}

export interface Stage {
  /** Number of previous updates with the exact gradient. */
  readonly updates: number;
  readonly contrasts: readonly Contrast[];
}

export interface GradientFacts {
  readonly updates: number;
  readonly stages: readonly Stage[];
  /** KL(data‖model) after training the same machine with CD-k, or with the exact gradient. */
  readonly ends: readonly { readonly k: number | "exact"; readonly divergence: Summary }[];
  /** Course of the deviation of CD-1 during training. */
  readonly growth: Trend;
  /** Deviation of CD-1 (a) against that of CD with ten sweeps (b) at the end of training. */
  readonly more: Order;
  /** Sign of all cosines with the gradient. */
  readonly direction: "uphill" | "partly downhill";
  /** KL(data‖model) after CD-1 (a) against that after the exact gradient (b). */
  readonly cost: Order;
}

/** Estimates with one number of temperatures, over seeds. */
export interface Trial {
  readonly temperatures: number;
  /** Estimated minus exact log Z. */
  readonly error: Summary;
  /** Ends of the interval of three standard errors minus the exact log Z, for each seed; `low` may be -∞. */
  readonly intervals: readonly { readonly low: number; readonly high: number }[];
  /** Effective sample size. */
  readonly effective: Summary;
}

export interface AISFacts {
  readonly chains: number;
  readonly trials: readonly Trial[];
  /** Fewest temperatures from which on every estimate is within 1 nat. Null if there are none. */
  readonly reliable: number | null;
  /** Estimates with up to a hundred temperatures: position of most intervals of three standard errors. */
  readonly few: "too low" | "off" | "contain it";
}

/** Pictures of chains as gray levels. */
export interface Strip {
  readonly sweeps: readonly number[];
  readonly chains: number;
  /** Pixels of each chain after each number of sweeps, one chain after another. */
  readonly pixels: Uint8Array;
}

export type Training = "CD-1" | "persistent CD";

/** Mean free energy of the chains, minus that of test digits, after a number of sweeps. */
export interface Excess {
  readonly sweeps: number;
  readonly nats: number;
}

export interface Chains {
  readonly excess: readonly Excess[];
  /** Free energy of each chain at the end. */
  readonly energies: readonly number[];
}

/** Chains of a machine trained in one way. */
export interface Way {
  readonly training: Training;
  /** Free energies of test digits. */
  readonly digitEnergies: readonly number[];
  readonly fromNoise: Chains;
  readonly fromDigits: Chains;
  /** Pictures of chains from noise. */
  readonly strip: Strip;
  /** Chains from noise and from digits have the same free energy, within two standard errors. */
  readonly start: "forgotten" | "remembered";
  /** Free energy of chains from noise, compared with that of test digits, within two standard errors. */
  readonly noise: "above" | "below" | "the same";
}

export interface SamplesFacts {
  readonly ways: readonly Way[];
  /** Weights of hidden units of the machine trained with persistent CD. */
  readonly filters: Int8Array;
}
