/** Training and evaluation of models on examples. */
export type { Callback, EpochReport, History, FitPlan, ResumableCallback, StepReport } from "./callback.ts";
export { earlyStopping } from "./early-stopping.ts";
export type { BatchOrder, Batches, Examples, Model } from "./examples.ts";
export { beginFit, fit } from "./fit.ts";
export type { FitOptions } from "./fit-options.ts";
export type { FitStep, Fitting } from "./fitting.ts";
export type { ImprovementOptions } from "./improvement.ts";
export {
  accuracy,
  correct,
  evaluate,
  type EvaluateOptions,
  type Metric,
  type Metrics,
  type MetricValues,
} from "./metrics.ts";
export { plateau, type PlateauOptions } from "./plateau.ts";
