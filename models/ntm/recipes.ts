/** Hyperparameters of the full training, the quick one and the experiments. */
import type { MachineOptions } from "./model.ts";
import type { Sizes } from "./tasks.ts";

/** Sizes and options of a machine. */
export type Machine = Omit<MachineOptions, "inputs" | "outputs">;

/** Hyperparameters of a training on one task. */
export interface TaskTraining {
  readonly machine: Machine;
  readonly sizes: Sizes;
  readonly steps: number;
  readonly batchSize: number;
  readonly learningRate: number;
  /** Largest norm of the gradient: it is large where slots are still almost 0. */
  readonly clipNorm: number;
  /** Further starts, if the first one does not succeed. Default: none. */
  readonly starts?: Starts;
}

/**
 * Starts of a training. The first machine with hardly an error on the validation sequences is taken, otherwise the one
 * with the fewest.
 */
export interface Starts {
  readonly most: number;
  /** Sizes of the validation sequences. */
  readonly validated: Sizes;
}

const once = [1, 1] as const;

/**
 * Copy of up to 20 vectors, as in the paper. About one start of seven copies the trained lengths only, or a little more,
 * so machines are chosen by sequences of up to twice the trained length.
 */
export const fullCopy: Required<TaskTraining> = {
  machine: { hidden: 50, slots: 128, width: 20, heads: 1, shifts: 3 },
  sizes: { length: [1, 20], repeats: once },
  steps: 6000,
  batchSize: 8,
  learningRate: 0.01,
  clipNorm: 0.5,
  starts: { most: 5, validated: { length: [21, 40], repeats: once } },
};

/** Up to 6 copies of up to 6 vectors. */
export const fullRepeat: Required<TaskTraining> = {
  ...fullCopy,
  sizes: { length: [1, 6], repeats: [1, 6] },
  steps: 10_000,
  batchSize: 16,
  starts: { most: 3, validated: { length: [1, 6], repeats: [1, 6] } },
};

/**
 * Associative recall of one of up to 6 items. In trials, two starts of three learned it with two heads of each kind; with
 * one head, some did not in more than twice as many steps.
 */
export const fullRecall: Required<TaskTraining> = {
  ...fullCopy,
  machine: { hidden: 50, slots: 32, width: 20, heads: 2, shifts: 3 },
  sizes: { length: [2, 6], repeats: once },
  steps: 6000,
  batchSize: 16,
  starts: { most: 6, validated: { length: [2, 6], repeats: once } },
};

/** Copy of up to 8 vectors by a smaller machine. */
export const quickCopy: TaskTraining = {
  machine: { hidden: 50, slots: 32, width: 20, heads: 1, shifts: 3 },
  sizes: { length: [1, 8], repeats: once },
  steps: 2500,
  batchSize: 8,
  learningRate: 0.01,
  clipNorm: 10,
};

/** Returns the training on copies for an experiment: the full one, or that of a smoke test. */
export const experimentCopy = (quick: boolean): TaskTraining => (quick ? quickCopy : fullCopy);

/** Returns the training on short copies of machines without a mechanism of addressing. */
export const addressingCopy = (quick: boolean): TaskTraining => ({
  ...quickCopy,
  sizes: { length: [1, quick ? 4 : 8], repeats: once },
  steps: quick ? 400 : 2500,
});

/** Returns the training with at most this many starts. */
const fromStarts = (most: number, training: Required<TaskTraining>): TaskTraining => ({
  ...training,
  starts: { ...training.starts, most },
});

/** Returns the trainings of both kinds of controllers, from fewer starts than in full. */
export const controllerTasks = (quick: boolean): Readonly<Record<"copy" | "repeat" | "recall", TaskTraining>> => {
  if (!quick) {
    return {
      copy: fromStarts(1, fullCopy),
      repeat: fromStarts(1, { ...fullRepeat, steps: 5000 }),
      recall: fromStarts(2, fullRecall),
    };
  }
  const short = { ...quickCopy, steps: 200 };
  return {
    copy: { ...short, sizes: { length: [1, 3], repeats: once } },
    repeat: { ...short, sizes: { length: [1, 2], repeats: [1, 2] } },
    recall: { ...short, sizes: { length: [2, 2], repeats: once } },
  };
};
