/** Hyperparameters of the full training, the quick one and the experiments. */
import type { Lengths, TaskName } from "./stories.ts";

/** Hyperparameters of a training. */
export interface Training {
  /** Number of training questions. */
  readonly questions: number;
  /** Sentences of the longest stories, which are the slots of the memory. */
  readonly longest: number;
  readonly epochs: number;
  /** Share of the steps before the softmax is inserted. */
  readonly linear: number;
  readonly features: number;
  readonly hops: number;
  readonly learningRate: number;
}

/** Hyperparameters for all tasks, with the longest stories of each. */
export interface Sizes extends Omit<Training, "longest"> {
  readonly longest: Lengths;
}

export const fullSizes: Sizes = {
  questions: 10_000,
  longest: { one: 10, two: 24, three: 20, relation: 2 },
  epochs: 30,
  linear: 0.2,
  features: 32,
  hops: 3,
  learningRate: 0.01,
};

export const quickSizes: Sizes = {
  ...fullSizes,
  questions: 5000,
  longest: { one: 6, two: 10, three: 12, relation: 2 },
  epochs: 12,
};

/** Hyperparameters of an experiment's quick form. */
const tinySizes: Sizes = { ...quickSizes, questions: 3000, epochs: 10 };

/** Returns the hyperparameters for a task. */
export const trainingOf = (sizes: Sizes, task: TaskName): Training => ({ ...sizes, longest: sizes.longest[task] });

/** Returns the hyperparameters for a task in an experiment: those of the full training, or of a smoke test. */
export const experimentTraining = (quick: boolean, task: TaskName): Training =>
  trainingOf(quick ? tinySizes : fullSizes, task);
