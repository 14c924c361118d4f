/** Options, events and loops of a `Run`. */
import type { FitOptions, ResumableCallback, State } from "hebb";
import type { SnapshotOptions } from "./snapshots.ts";

export type RunEvent =
  | {
      readonly event: "progress";
      /** Name of the current part, such as "LeNet-5". */
      readonly label: string;
      readonly done: number;
      readonly total: number;
      /** Unit of `done` and `total`. */
      readonly unit: "steps";
      readonly values: Readonly<Record<string, number>>;
    }
  | {
      readonly event: "epoch";
      readonly label: string;
      readonly epoch: number;
      readonly epochs: number;
      readonly values: Readonly<Record<string, number>>;
      readonly seconds: number;
    }
  /** A message to the user. */
  | { readonly event: "note"; readonly text: string };

export interface RunOptions {
  /** Default 0. */
  readonly seed?: number;
  /** Number of seeds of a statistical experiment. Default 1. */
  readonly seeds?: number;
  /** Runs with little data and few steps, as a smoke test. Default false. */
  readonly quick?: boolean;
  /** Ends the run at the next step when it is aborted. */
  readonly signal?: AbortSignal;
  /** Called with every event of the run. */
  readonly listen?: (event: RunEvent) => void;
  /** Awaited between two steps of a loop: holds the run while it is paused. */
  readonly gate?: (at: Gate) => Promise<void>;
  /** Saves the run while it continues, and resumes it from what was saved. Default: none. */
  readonly snapshots?: SnapshotOptions;
}

/** A loop between two steps. */
export interface Gate {
  readonly label: string;
  /** Number of steps done. */
  readonly done: number;
  readonly total: number;
  readonly state: State;
}

export interface LoopOptions<S extends State> {
  /** Number of steps, unless one ends the loop before. */
  readonly total: number;
  /** All that steps change: modules, optimizers, parameters, tensors, typed arrays and plain JSON. */
  readonly state: S;
  /**
   * Runs step `i`, counted from 0. It depends on `i`, `state` and on what does not change, such as the batches of a data
   * set by their number, and changes only `state`.
   */
  readonly step: (i: number, state: S) => Promise<LoopStep | void>;
}

/** Result of a step. */
export interface LoopStep {
  /** Values shown with the progress, such as { loss }. */
  readonly values?: Readonly<Record<string, number>>;
  /** Ends the loop after this step. */
  readonly done?: boolean;
}

export type RunFitOptions = Omit<FitOptions, "callbacks" | "signal"> & {
  readonly callbacks?: readonly ResumableCallback[];
  /** Name shown with the progress. Default "training". */
  readonly label?: string;
  /** Reports no epochs and records no loss curve; for an experiment that trains many models. Default false. */
  readonly quiet?: boolean;
};
