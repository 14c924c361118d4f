/** Training ends when it gets no further, with the best parameters it has had. */
import { readOptions } from "../base/options.ts";
import { type Module, type Param, parameters } from "../tensor/index.ts";
import type { Callback } from "./callback.ts";
import { Improvement, type ImprovementOptions, improvementKinds } from "./improvement.ts";

/**
 * A callback of `fit` that ends the training when the metric has not become better by more than `threshold` (default 0) for
 * more than `patience` (default 10) epochs, and that leaves the model as it was after its best epoch, however the training
 * ends (Prechelt, 1998). All of the model's parameters are restored, those that are not trained too, such as running
 * statistics; what the optimizer keeps is not. Throws an ArgumentError for options out of their range or an unknown metric.
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
