/** Optimisers, clipping of gradients and schedules of the learning rate. */
export { adam, type AdamOptions } from "./adam.ts";
export { adamw, type AdamWOptions } from "./adamw.ts";
export { clipByNorm, clipByValue, globalNorm } from "./clipping.ts";
export type { ParamGroup, Target } from "./groups.ts";
export type { MinimizeOptions, Optimizer } from "./optimizer.ts";
export { rmsprop, type RMSPropOptions } from "./rmsprop.ts";
export type { Rate } from "./rule.ts";
export type { Schedule } from "./schedules.ts";
export * as schedules from "./schedules.ts";
export { sgd, type SGDOptions } from "./sgd.ts";
