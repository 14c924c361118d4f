/** Facts of the experiments on optimization. */
import type { Point } from "../figure.ts";
import type { Order, Summary } from "../verdicts.ts";
import type { HyperparameterName, Trial } from "./hyperparameters.ts";
import type { NetworkName } from "./networks.ts";
import type { ScheduleName } from "./schedules.ts";
import type { SurfaceName } from "./surfaces.ts";
import type { OptimizerName } from "./trajectories.ts";

/** The descent of an optimizer on a surface, at the learning rate that suits it best there. */
export interface Way {
  readonly optimizer: OptimizerName;
  readonly learningRate: number;
  /** Path from the usual start: x and y in turn. */
  readonly path: Float32Array;
  /** Length of that path relative to the straight line between its ends: 1 without a detour. Null if it diverges. */
  readonly detour: number | null;
  /** Steps until the path stays near a minimum, from one start for each seed; `limit` if it does not. */
  readonly steps: Summary;
  /** Starts from which it does not. */
  readonly missed: number;
}

export interface PathsFacts {
  readonly surfaces: readonly {
    readonly surface: SurfaceName;
    /** Heights above the minimum over the view of the figure. */
    readonly heights: Float32Array;
    readonly ways: readonly Way[];
    /** Optimizer with the fewest steps on average. */
    readonly first: OptimizerName;
    /** Steps of plain SGD (a) against SGD with momentum (b). */
    readonly momentum: Order;
  }[];
  /** Number of candidate learning rates. */
  readonly candidates: number;
  /** Maximum number of steps. */
  readonly limit: number;
  /** Range of the starts, relative to each coordinate of the usual one. */
  readonly displacement: number;
  /** One optimizer is the first on all surfaces, or each is slower than the first on some surface. */
  readonly leaders: "one" | "several" | "unclear";
  /** Steps of plain SGD (a) against SGD with momentum (b) near the saddle. */
  readonly saddle: Order;
}

export interface BatchFacts {
  readonly noises: readonly {
    readonly size: number;
    /** Mean of |gradient of a batch - gradient of all examples|². */
    readonly measured: Summary;
    /** Measurement over theory. */
    readonly ratio: Summary;
  }[];
  readonly courses: readonly {
    readonly size: number;
    readonly learningRate: number;
    readonly updates: number;
    /** Loss over all training digits, before training and after each epoch. */
    readonly losses: readonly Summary[];
    /** Time of an epoch. */
    readonly seconds: Summary;
    readonly accuracy: Summary;
  }[];
  readonly epochs: number;
  /** Variance by sampling theory: within a quarter of the measurement for every size, or not. */
  readonly theory: "right" | "wrong";
  /** Training loss of the largest batches (a) against the smallest (b), after equally many epochs. */
  readonly loss: Order;
  /** Time of an epoch of the smallest batches (a) against the largest (b). */
  readonly time: Order;
}

export interface SchedulesFacts {
  readonly courses: readonly {
    readonly name: ScheduleName;
    /** Highest learning rate. */
    readonly learningRate: number;
    /** Learning rate after each update. */
    readonly rates: readonly Point[];
    /** Losses of batches, averaged over several batches and over the seeds. */
    readonly losses: readonly Point[];
    /** Loss over all training digits at the end. */
    readonly training: Summary;
    readonly test: Summary;
    readonly accuracy: Summary;
  }[];
  readonly epochs: number;
  /** Training loss and test loss at a constant rate (a) against the cosine schedule (b). */
  readonly decay: Order;
  readonly generalization: Order;
  /** Test loss of the cosine schedule without warm-up (a) against that with warm-up (b). */
  readonly warmUp: Order;
}

/** Quantiles of Adam's effective rates over all parameters that have had a gradient. */
export interface Rates {
  readonly update: number;
  readonly low: Summary;
  readonly median: Summary;
  readonly high: Summary;
}

export interface AdamFacts {
  /** Learning rate α. */
  readonly learningRate: number;
  readonly examples: number;
  /** Effective rates α / (√v + ε) during training. */
  readonly course: readonly Rates[];
  /** Highest over lowest effective rate at the end: 95th over 5th percentile. */
  readonly range: Summary;
  /** Effective rates of the weights of pixels that are rarely and often inked: geometric means. */
  readonly rare: Summary;
  readonly common: Summary;
  /** 95th percentile of the length of a parameter's last step, relative to α. */
  readonly step: Summary;
  /** Effective rate by pixel, and fraction of the digits with ink there, with the first seed; 0 without any gradient. */
  readonly map: Float32Array;
  readonly ink: Float32Array;
  /** Effective rate of rarely inked pixels (a) against often inked ones (b). */
  readonly pixels: Order;
  /** Median effective rate after the last update (a) against the first measured one (b). */
  readonly growth: Order;
}

export interface SearchFacts {
  /** Trials of the random search with the first seed. */
  readonly trials: readonly Trial[];
  /** Fraction of the variance of the logarithmic loss that a parabola of this hyperparameter explains. */
  readonly importance: readonly { readonly name: HyperparameterName; readonly share: Summary }[];
  /** Number of trials of each search. */
  readonly budget: number;
  /** Test error of the networks that the searches choose. */
  readonly random: Summary;
  readonly grid: Summary;
  /** Hyperparameter that explains most, and its fraction (a) against the next one's (b). */
  readonly first: HyperparameterName;
  readonly lead: Order;
  /** Test error after the grid search (a) against the random search (b). */
  readonly order: Order;
}

export interface StructuresFacts {
  readonly rates: readonly number[];
  readonly networks: readonly {
    readonly network: NetworkName;
    readonly parameters: number;
    /** Loss on validation digits at each rate. */
    readonly losses: readonly Summary[];
    readonly best: number;
  }[];
  /** Best rates: the same; different, with a higher loss at another network's best; or without a measurable difference. */
  readonly rate: "same" | "different" | "unclear";
}
