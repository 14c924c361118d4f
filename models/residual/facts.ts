/** Facts of the experiments on residual connections. */
import type { Point } from "../figure.ts";
import type { Order, Summary } from "../verdicts.ts";
import type { PlainRemedy, Remedy } from "./remedies.ts";
import type { Signals, Way } from "./signals.ts";

/** Networks of one kind with one learning rate, by depth. */
export interface Deepening {
  readonly shortcut: boolean;
  readonly learningRate: number;
  /** Mean training loss of the last steps in nats, and test accuracy. */
  readonly losses: readonly Summary[];
  readonly accuracies: readonly Summary[];
}

/** Start of a training: the loss stays that of guessing with all seeds, with some or with none. */
export type Start = "stuck" | "sometimes stuck" | "learns";

export interface DepthFacts {
  /** Numbers of layers, in ascending order. */
  readonly depths: readonly number[];
  readonly steps: number;
  /** Plain networks with several learning rates, and residual ones with one. */
  readonly plain: readonly Deepening[];
  readonly residual: Deepening;
  /** Index of the plain networks with the smallest mean training loss, by depth. */
  readonly best: readonly number[];
  /** The deepest plain network, with the rate of residual ones and with its best rate. */
  readonly sameRate: Start;
  readonly bestRate: Start;
  /** Training loss of the deepest (a) against the shallowest (b) plain network, each with its best rate. */
  readonly degradation: Order;
  /** Training loss of the deepest (a) against the shallowest (b) residual network. */
  readonly deeper: Order;
  /** Training loss of the deepest plain network with its best rate (a) against the deepest residual one (b). */
  readonly gap: Order;
  /** Signals of the deepest networks before training, of the first seed. */
  readonly signals: readonly { readonly way: Way; readonly signals: Signals }[];
}

/** Trainings of one deep network. */
export interface Trial {
  readonly remedy: Remedy;
  readonly learningRate: number;
  readonly loss: Summary;
  readonly accuracy: Summary;
  /** Loss by step, of the first seed. */
  readonly curve: readonly Point[];
}

export interface RemediesFacts {
  readonly depth: number;
  readonly steps: number;
  readonly trials: readonly Trial[];
  /** Accuracy of a plain network with the remedy (a) against that without any (b). */
  readonly helping: Readonly<Record<PlainRemedy, Order>>;
  /** Accuracy of the best residual network (a) against that of the best plain one (b). */
  readonly residual: Order;
}

/** Surroundings of trained networks of one kind. */
export interface Relief {
  readonly depth: number;
  readonly shortcut: boolean;
  /** Mean training loss of the last steps. */
  readonly training: Summary;
  /** Loss at the network, and mean loss at the distance `span` from it. */
  readonly center: Summary;
  readonly far: Summary;
  readonly nonConvexity: Summary;
  /** Largest eigenvalue of the Hessian. */
  readonly sharpest: Summary;
}

/** Measures of a surface that are smaller if it is smoother. */
export const measures = ["far", "sharpest", "nonConvexity"] as const;
export type Measure = (typeof measures)[number];

export interface LandscapeFacts {
  /** Half the side of the plane, in units of the filters' norms. */
  readonly span: number;
  readonly reliefs: readonly Relief[];
  /** Each measure of the deepest plain network (a) against that of the deepest residual one (b), by logarithms. */
  readonly orders: Readonly<Record<Measure, Order>>;
  /** Training loss of these two, in the same order. */
  readonly training: Order;
  /** Largest eigenvalue of the deepest (a) against the shallowest (b) networks, by logarithms. */
  readonly plain: Order;
  readonly residual: Order;
  /** Surfaces of the deepest networks of the first seed: losses[row][column]. */
  readonly surfaces: readonly {
    readonly shortcut: boolean;
    readonly losses: readonly (readonly number[])[];
  }[];
}
