/** Optimizers, gradient clipping, projections of parameters and learning rate schedules. */
export { adadelta, type AdadeltaOptions } from "./adadelta.ts";
export { adagrad, type AdagradOptions } from "./adagrad.ts";
export { adam, type AdamOptions } from "./adam.ts";
export { adamax, type AdamaxOptions } from "./adamax.ts";
export { adamw, type AdamWOptions } from "./adamw.ts";
export { clipByNorm, clipByValue, globalNorm } from "./clipping.ts";
export type { ParamGroup, Target } from "./groups.ts";
export type { MinimizeOptions, Optimizer } from "./optimizer.ts";
export { maxNorm, normBall } from "./projections.ts";
export { rmsprop, type RMSPropOptions } from "./rmsprop.ts";
export type { LearningRate } from "./rule.ts";
export type { Schedule } from "./schedules.ts";
export * as schedules from "./schedules.ts";
export { sgd, type SGDOptions } from "./sgd.ts";
