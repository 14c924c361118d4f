/** Callbacks of `fit`: the events of a training run, and the reports passed to them. */
import type { State } from "../io/state.ts";
import type { MetricValues } from "./metrics.ts";

/** Size of a training run, known before it starts. */
export interface FitPlan {
  /** Number of epochs. */
  readonly epochs: number;
  /** Number of steps per epoch. */
  readonly steps: number;
  /** Number of examples processed in all epochs. */
  readonly examples: number;
}

/** Report of a training step. */
export interface StepReport {
  /** Epoch, counted from 1. */
  readonly epoch: number;
  /** Step of this epoch, counted from 1. */
  readonly step: number;
  /** Number of examples processed so far, in all epochs. */
  readonly examples: number;
  /** Loss and metrics of the batch of this step. */
  readonly values: MetricValues;
  /** Means of loss and metrics over the steps of this epoch so far. */
  readonly means: MetricValues;
  /** Size of the training run. */
  readonly plan: FitPlan;
}

/** Report of an epoch. */
export interface EpochReport {
  /** Epoch, counted from 1. */
  readonly epoch: number;
  /** Number of completed steps; fewer than planned if the epoch was interrupted. */
  readonly steps: number;
  /** Means of `loss` and the metrics over the epoch's batches, measured while the model was changing. */
  readonly training: MetricValues;
  /**
   * Means of `loss` and the metrics over the validation examples after the epoch; null without validation or if
   * interrupted.
   */
  readonly validation: MetricValues | null;
  /** Wall time in seconds, including validation. */
  readonly seconds: number;
}

/** Record of a training run, the result of `fit`. */
export interface History {
  /** Reports of all epochs with at least one step. */
  readonly epochs: readonly EpochReport[];
  /** Total number of completed steps. */
  readonly steps: number;
  /** True if the signal or a callback ended the training early. */
  readonly stopped: boolean;
}

type Result = void | Promise<void>;
type Verdict = void | "stop" | undefined;

/**
 * Callback of `fit`. Its methods may be async; `fit` awaits them. An error thrown by a callback ends the training, and
 * `fit` rejects with it. To stop within an epoch, abort the signal.
 */
export interface Callback {
  /** Values kept between calls. They are saved and restored with the training if it is resumed. Default: none. */
  readonly state?: State;
  /** Called before the first epoch. */
  onTrainBegin?(plan: FitPlan): Result;
  /** Called before each epoch, counted from 1. */
  onEpochBegin?(epoch: number): Result;
  /** Called after each step. */
  onStepEnd?(report: StepReport): Result;
  /** Called after each complete epoch. Return "stop" to end the training after all callbacks have been called. */
  onEpochEnd?(report: EpochReport): Verdict | Promise<Verdict>;
  /** Called after the training, also if it ended early. Not called after an error. */
  onTrainEnd?(history: History): Result;
}

/** Callback that keeps all that it remembers in `state`, so that a training with it can be resumed. */
export interface ResumableCallback extends Callback {
  readonly state: State;
}
