/** Interfaces of models and data for training. */
import { ArgumentError } from "../base/errors.ts";
import { shown } from "../base/options.ts";
import type { Module, Tensor } from "../tensor/index.ts";

/** Module with one input and one output. */
export type Model = Module & { forward(input: Tensor): Tensor };

/** Inputs with their targets, such as a `Dataset<[Tensor, Tensor]>`. */
export interface Examples {
  /** Number of examples. */
  readonly length: number;
  /** Returns batches of `size` examples. */
  batches(size: number, options?: BatchOrder): Batches;
}

/** Batches in order. If they have `at`, which returns a batch by its number, a training can resume at any step. */
export interface Batches extends Iterable<readonly [input: Tensor, target: Tensor]> {
  at?(index: number): readonly [input: Tensor, target: Tensor];
}

/** Options of `batches`. */
export interface BatchOrder {
  /** Number of passes over the examples. */
  readonly epochs?: number;
  /** Use a new random order in each epoch. */
  readonly shuffle?: boolean;
  /** Random seed of the order. */
  readonly seed?: number;
  /** Keep or drop the last batch of an epoch if it is not full. */
  readonly last?: "keep" | "drop";
}

/** Throws an ArgumentError unless `model` has a method `forward`. */
export function checkModel(caller: string, model: Model): void {
  if (typeof (model as Partial<Model> | null | undefined)?.forward === "function") return;
  throw new ArgumentError(`${caller} was given ${shown(model)} as a model`, {
    rule: "A model is a module whose forward has one input.",
  });
}

/** Throws an ArgumentError unless `examples` has a length and a method `batches`. */
export function checkExamples(caller: string, name: string, examples: Examples): void {
  const { length, batches } = (examples ?? {}) as Partial<Examples>;
  if (typeof length === "number" && typeof batches === "function") return;
  throw new ArgumentError(`${caller} was given ${shown(examples)} as ${name}`, {
    rule: `${name} must have a length and a method batches, like a Dataset.`,
    fix: 'import { Dataset } from "hebb/data" and pass new Dataset([{ data, shape }, { data, shape }], Tensor.from).',
  });
}
