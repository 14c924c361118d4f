/** What training needs of a model and of data, so that both may be of any making. */
import type { Module, Tensor } from "../tensor/index.ts";

/** A module of one input and one output. */
export type Model = Module & { forward(input: Tensor): Tensor };

/** Inputs with their targets; a `Dataset<[Tensor, Tensor]>` is one. */
export interface Examples {
  /** The number of examples. */
  readonly length: number;
  batches(size: number, options?: BatchOrder): Iterable<readonly [input: Tensor, target: Tensor]>;
}

export interface BatchOrder {
  readonly epochs?: number;
  readonly shuffle?: boolean;
  readonly seed?: number;
  readonly last?: "keep" | "drop";
}
