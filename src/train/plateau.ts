/** The learning rate goes down when training gets no further. */
import { ArgumentError } from "../base/errors.ts";
import { checkCounts, readOptions, shown } from "../base/options.ts";
import { Optimizer } from "../optim/optimizer.ts";
import type { Callback } from "./callback.ts";
import { Improvement, type ImprovementOptions, improvementKinds } from "./improvement.ts";

export interface PlateauOptions extends ImprovementOptions {
  /** What the learning rate is multiplied by. Default 0.1. */
  readonly factor?: number;
  /** Epochs after a reduction that do not count as waiting. Default 0. */
  readonly cooldown?: number;
  /** The lowest learning rate. Default 0. */
  readonly floor?: number;
}

/**
 * A callback of `fit` that multiplies the optimizer's learning rates by `factor` when the metric has not become better by more than
 * `threshold` (default 1e-4) for more than `patience` (default 10) epochs. As PyTorch's ReduceLROnPlateau. Throws a
 * StateError where the learning rate follows a schedule, an ArgumentError for options out of their range or an unknown metric.
 */
export function plateau(optimizer: Optimizer, options: PlateauOptions = {}): Callback {
  const kinds = { ...improvementKinds, factor: "number", cooldown: "number", floor: "number" } as const;
  readOptions("plateau", options, kinds);
  const { metric = "loss", better = "smaller", patience = 10, threshold = 1e-4 } = options;
  const { factor = 0.1, cooldown = 0, floor = 0 } = options;
  if (!(optimizer instanceof Optimizer)) {
    throw new ArgumentError(`plateau was given ${shown(optimizer)}`, {
      rule: "It takes what sgd, adam and their kin return.",
    });
  }
  optimizer.checkFixedLearningRate("plateau");
  checkCounts("plateau", { cooldown }, 0);
  if (!(factor > 0 && factor < 1 && floor >= 0 && floor < Infinity)) {
    throw new ArgumentError(
      `plateau cannot reduce a learning rate by the factor ${String(factor)} down to ${String(floor)}`,
      {
        rule: "The factor lies between 0 and 1, the floor is a finite number from 0 on.",
      },
    );
  }
  const start = () => new Improvement("plateau", { metric, better, patience, threshold });
  let improvement = start();
  let cooling = 0;
  return {
    onTrainBegin: () => {
      improvement = start();
      cooling = 0;
    },
    onEpochEnd: async (report) => {
      improvement.isBest(report);
      if (cooling > 0) {
        cooling--;
        improvement.waited = 0;
      }
      if (!improvement.isExhausted) return;
      cooling = cooldown;
      improvement.waited = 0;
      await optimizer.scaleLearningRate(factor, { floor });
    },
  };
}
