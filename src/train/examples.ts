/** What training needs of a model and of data, so that both may be of any making. */
import { ArgumentError } from "../base/errors.ts";
import { shown } from "../base/options.ts";
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

export function checkModel(caller: string, model: Model): void {
  if (typeof (model as Partial<Model> | null | undefined)?.forward === "function") return;
  throw new ArgumentError(`${caller} was given ${shown(model)} as a model`, {
    rule: "A model is a module with a forward of one input.",
  });
}

export function checkExamples(caller: string, name: string, examples: Examples): void {
  const { length, batches } = (examples ?? {}) as Partial<Examples>;
  if (typeof length === "number" && typeof batches === "function") return;
  throw new ArgumentError(`${caller} was given ${shown(examples)} as ${name}`, {
    rule: `${name} have a length and make batches of inputs and targets, as a data set does.`,
    fix: 'Make one of arrays: new Dataset([{ data, shape }, { data, shape }], Tensor.from), by import { Dataset } from "hebb/data".',
  });
}
