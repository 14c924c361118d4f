/** Hyperparameters of the full training, the quick one and the experiments. */
import type { Sight } from "./model.ts";
import type { GlimpseTraining } from "./training.ts";

/** A square of 12 x 12 pixels, and a coarse one of 24 x 24 around it. */
export const twoScales: Sight = { size: 12, scales: [1, 2] };
/** A single square of 12 x 12 pixels. */
export const oneScale: Sight = { size: 12, scales: [1] };

export const fullTraining: GlimpseTraining = {
  ...twoScales,
  glimpses: 6,
  hidden: 128,
  steps: 6000,
  batchSize: 128,
  learningRate: 3e-3,
  discount: 0.5,
};

export const quickTraining: GlimpseTraining = { ...fullTraining, hidden: 64, steps: 2000, batchSize: 64 };

/** Hyperparameters of an experiment: shorter than the full training, or a smoke test. */
export const experimentTraining = (quick: boolean): GlimpseTraining => ({
  ...fullTraining,
  steps: quick ? 100 : 4000,
});

/** Hyperparameters of an experiment that trains many networks: smaller than the full one. */
export const smallTraining = (quick: boolean, sight: Sight): GlimpseTraining => ({
  ...quickTraining,
  ...sight,
  steps: quick ? 100 : 4000,
});

/** Number of training digits of an experiment. */
export const trainingDigits = (quick: boolean): number => (quick ? 5000 : 60_000);
