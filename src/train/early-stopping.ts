/** Early stopping: ends the training without further improvement and restores the best parameters. */
import { readOptions } from "../base/options.ts";
import { type Module, type Param, parameters } from "../tensor/index.ts";
import type { Callback } from "./callback.ts";
import { Improvement, type ImprovementOptions, improvementKinds } from "./improvement.ts";

/**
 * Callback of `fit` for early stopping (Prechelt, 1998). Ends the training if the metric has not improved by more than
 * `threshold` (default 0) for more than `patience` (default 10) epochs. When the training ends for any reason except an
 * error, restores all parameters of the model to their values after the best epoch, including those that are not
 * trained, such as running statistics. The state of the optimizer is not restored.
 *
 * Throws an ArgumentError if an option is out of range; `fit` rejects with one if the metric does not exist.
 */
export function earlyStopping(model: Module, options: ImprovementOptions = {}): Callback {
  const {
    metric = "loss",
    better = "smaller",
    patience = 10,
    threshold = 0,
  } = readOptions("earlyStopping", options, improvementKinds);
  const start = () => new Improvement("earlyStopping", { metric, better, patience, threshold });
  let improvement = start();
  let kept: Snapshot = [];
  return {
    onTrainBegin: () => {
      improvement = start();
      kept = [];
    },
    onEpochEnd: async (report) => {
      if (improvement.isBest(report)) kept = await snapshot(model);
      return improvement.isExhausted ? "stop" : undefined;
    },
    onTrainEnd: () => {
      for (const [param, value] of kept) param.put(value);
      kept = [];
    },
  };
}

type Snapshot = readonly (readonly [param: Param, value: Awaited<ReturnType<Param["array"]>>])[];

async function snapshot(model: Module): Promise<Snapshot> {
  return Promise.all(parameters(model).map(async ([, param]) => [param, await param.array()] as const));
}
