/** Early stopping: ends the training without further improvement and restores the best parameters. */
import { readOptions } from "../base/options.ts";
import type { TypedArray } from "../base/dtype.ts";
import type { State } from "../io/state.ts";
import { type Module, parameters } from "../tensor/index.ts";
import type { ResumableCallback } from "./callback.ts";
import { Improvement, type ImprovementOptions, type ImprovementState, improvementKinds } from "./improvement.ts";

/**
 * Callback of `fit` for early stopping (Prechelt, 1998). Ends the training if the metric has not improved by more than
 * `threshold` (default 0) for more than `patience` (default 10) epochs. When the training ends for any reason except an
 * error, restores all parameters of the model to their values after the best epoch, including those that are not
 * trained, such as running statistics. The state of the optimizer is not restored.
 *
 * Throws an ArgumentError if an option is out of range; `fit` rejects with one if the metric does not exist.
 */
export function earlyStopping(model: Module, options: ImprovementOptions = {}): ResumableCallback {
  const {
    metric = "loss",
    better = "smaller",
    patience = 10,
    threshold = 0,
  } = readOptions("earlyStopping", options, improvementKinds);
  const improvement = new Improvement("earlyStopping", { metric, better, patience, threshold });
  const state: EarlyStoppingState = { improvement: improvement.state, best: {} };
  return {
    state,
    onTrainBegin: () => {
      improvement.restart();
      state.best = {};
    },
    onEpochEnd: async (report) => {
      if (improvement.isBest(report)) state.best = await valuesOf(model);
      return improvement.isExhausted ? "stop" : undefined;
    },
    onTrainEnd: () => {
      for (const [path, param] of parameters(model)) {
        const value = state.best[path];
        if (value !== undefined) param.put(value);
      }
      state.best = {};
    },
  };
}

interface EarlyStoppingState extends State {
  improvement: ImprovementState;
  /** Values of the parameters after the best epoch, by path. */
  best: { [path: string]: TypedArray };
}

async function valuesOf(model: Module): Promise<{ [path: string]: TypedArray }> {
  const entries = parameters(model).map(async ([path, param]) => [path, await param.array()] as const);
  return Object.fromEntries(await Promise.all(entries));
}
