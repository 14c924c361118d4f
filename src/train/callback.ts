/** What a training reports: the moments at which callbacks are called, and the record that remains. */
import type { Values } from "./metrics.ts";

export interface Plan {
  readonly epochs: number;
  /** Steps in each epoch. */
  readonly steps: number;
  /** Examples seen in all epochs together. */
  readonly examples: number;
}

export interface StepReport {
  /** From 1 on. */
  readonly epoch: number;
  /** In this epoch, from 1 on. */
  readonly step: number;
  /** Seen so far, in all epochs. */
  readonly examples: number;
  /** Loss and metrics of this step's batch. */
  readonly values: Values;
  /** Means of loss and metrics over the epoch so far. */
  readonly means: Values;
  readonly plan: Plan;
}

export interface EpochReport {
  /** From 1 on. */
  readonly epoch: number;
  /** Steps done: all of the epoch's, unless it was cut short. */
  readonly steps: number;
  /** Means over the epoch, of the model as it changed: `loss`, then the metrics. */
  readonly training: Values;
  /** Means over the validation examples after the epoch; null without any, or when it was cut short. */
  readonly validation: Values | null;
  /** Wall time, validation included. */
  readonly seconds: number;
}

export interface History {
  readonly epochs: readonly EpochReport[];
  /** Steps done in all. */
  readonly steps: number;
  /** The signal or a callback ended the training before its last epoch was over. */
  readonly stopped: boolean;
}

type Result = void | Promise<void>;
type Verdict = void | "stop" | undefined;

/** Called during `fit`, which waits for it; what it throws ends the training. To stop within an epoch, abort the signal. */
export interface Callback {
  onTrainBegin?(plan: Plan): Result;
  onEpochBegin?(epoch: number): Result;
  onStepEnd?(report: StepReport): Result;
  /** Not for an epoch that was cut short. "stop" ends the training, once all callbacks were called. */
  onEpochEnd?(report: EpochReport): Verdict | Promise<Verdict>;
  /** Also after an early end. */
  onTrainEnd?(history: History): Result;
}
