/** Tensors, parameters, modules, compiled functions and derivatives: the API in which users write programs. */
export type { DType, TypedArray } from "../base/dtype.ts";
export type { Shape } from "../base/shape.ts";
export { memory } from "../runtime/index.ts";
export { associativeScan, type AssociativeScanOptions, type Tensors } from "./loop/associative-scan.ts";
export { bisect, type Difference } from "./inspect/bisect.ts";
export type { Check } from "./program/check.ts";
export { checkedIndices } from "./value/checked-indices.ts";
export { type Compiled, compile } from "./program/compile.ts";
export type { CompileOptions } from "./program/traced.ts";
export { cumulativeSum, type CumulativeOptions } from "./value/cumulative.ts";
export type { Nested } from "./value/data.ts";
export type { TensorLike } from "./value/tensor.ts";
export { finite } from "./program/finite.ts";
export { gather } from "./value/gather.ts";
export { arange, concat, einsum, full, iota, ones, stack, where, whereFinite, zeros } from "./value/functions.ts";
export { type TracedEdge, type TracedGraph, type TracedLoop, type TracedNode } from "./inspect/graph-data.ts";
export { type GraphOptions, graphOf } from "./inspect/graph-of.ts";
export { gradCheck, type GradCheckOptions } from "./derive/grad-check.ts";
export {
  customGrad,
  grad,
  type GradOptions,
  type GradRule,
  hvp,
  jvp,
  type Slopes,
  valueAndGrad,
} from "./derive/gradients.ts";
export { type HessianOperator, hessianOperator } from "./derive/hessian.ts";
export { freeze, initialize, type InitializeOptions, Module, parameters, unfreeze } from "./module/module.ts";
export type { Range } from "./value/movement.ts";
export { observe, type Seen } from "./inspect/observe.ts";
export type { Axis } from "./value/operand.ts";
export { argsort, sort, type SortOptions, type Sorted, topK } from "./value/ordering.ts";
export { type Initializer, Param, type ParamOptions } from "./module/param.ts";
export { Random, type RandomState, random } from "./module/random.ts";
export type { ReductionOptions, VarianceOptions } from "./value/reduction.ts";
export { reference } from "./inspect/reference.ts";
export { scan, type ScanOptions } from "./loop/scan.ts";
export { show } from "./inspect/show.ts";
export { summary } from "./inspect/summary.ts";
export { adopt, Tensor, tensorOf } from "./value/tensor.ts";
export { evaluating, training } from "./module/training.ts";
export { window, type WindowOptions } from "./value/window.ts";
