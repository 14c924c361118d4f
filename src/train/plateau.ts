/** Reduces the learning rate if the training does not improve. */
import { ArgumentError } from "../base/errors.ts";
import { checkCounts, readOptions, shown } from "../base/options.ts";
import { Optimizer } from "../optim/optimizer.ts";
import type { ResumableCallback } from "./callback.ts";
import { Improvement, type ImprovementOptions, improvementKinds } from "./improvement.ts";

/** Options of `plateau`. */
export interface PlateauOptions extends ImprovementOptions {
  /** Factor of the learning rate, between 0 and 1. Default 0.1. */
  readonly factor?: number;
  /** Number of epochs after a reduction that do not count as epochs without improvement. Default 0. */
  readonly cooldown?: number;
  /** Minimum learning rate. Default 0. */
  readonly floor?: number;
}

/**
 * Callback of `fit` that multiplies the learning rates of the optimizer by `factor` if the metric has not improved by
 * more than `threshold` (default 1e-4) for more than `patience` (default 10) epochs. Same as PyTorch's
 * ReduceLROnPlateau.
 *
 * Throws a StateError if the learning rate follows a schedule, and an ArgumentError if an option is out of range; `fit`
 * rejects with one if the metric does not exist.
 */
export function plateau(optimizer: Optimizer, options: PlateauOptions = {}): ResumableCallback {
  const kinds = { ...improvementKinds, factor: "number", cooldown: "number", floor: "number" } as const;
  readOptions("plateau", options, kinds);
  const { metric = "loss", better = "smaller", patience = 10, threshold = 1e-4 } = options;
  const { factor = 0.1, cooldown = 0, floor = 0 } = options;
  if (!(optimizer instanceof Optimizer)) {
    throw new ArgumentError(`plateau was given ${shown(optimizer)}`, {
      rule: "Pass the result of a function such as sgd or adam.",
    });
  }
  optimizer.checkFixedLearningRate("plateau");
  checkCounts("plateau", { cooldown }, 0);
  if (!(factor > 0 && factor < 1 && floor >= 0 && floor < Infinity)) {
    throw new ArgumentError(
      `plateau cannot reduce a learning rate by the factor ${String(factor)} down to ${String(floor)}`,
      {
        rule: "factor must be between 0 and 1, floor finite and at least 0.",
      },
    );
  }
  const improvement = new Improvement("plateau", { metric, better, patience, threshold });
  const state = { improvement: improvement.state, cooling: 0 };
  return {
    state,
    onTrainBegin: () => {
      improvement.restart();
      state.cooling = 0;
    },
    onEpochEnd: async (report) => {
      improvement.isBest(report);
      if (state.cooling > 0) {
        state.cooling--;
        state.improvement.waited = 0;
      }
      if (!improvement.isExhausted) return;
      state.cooling = cooldown;
      state.improvement.waited = 0;
      await optimizer.scaleLearningRate(factor, { floor });
    },
  };
}
