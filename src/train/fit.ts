/** Training loop: a compiled step for each batch, validation after each epoch, and callbacks. */
import type { History } from "./callback.ts";
import type { Batches, Examples, Model } from "./examples.ts";
import { type FitOptions, checkFit, planOf } from "./fit-options.ts";
import { Fitting } from "./fitting.ts";

/**
 * Trains `model` on `examples` and returns the history of the training run. For each batch, a compiled step computes
 * the loss and its gradient and updates the parameters. Resolves early if the signal aborts or a callback returns
 * "stop". Rejects with an ArgumentError if an option is invalid or there are no batches, and with the errors of steps
 * and callbacks.
 */
export async function fit(model: Model, examples: Examples, options: FitOptions): Promise<History> {
  const fitting = await begin("fit", model, examples, options);
  const { signal } = options;
  for (let i = 0; i < fitting.total && signal?.aborted !== true; i++) {
    const { done } = await fitting.step(i);
    if (done) break;
  }
  return fitting.end();
}

/**
 * Prepares the training that `fit` runs and returns it, so that the caller runs its steps: to pause it, to save its state
 * between two steps and resume from it, or to draw its progress. `fit` is this loop:
 *
 * ```ts
 * const fitting = await beginFit(model, examples, options);
 * for (let i = 0; i < fitting.total; i++) if ((await fitting.step(i)).done) break;
 * const history = await fitting.end();
 * ```
 *
 * Rejects as `fit` does.
 */
export async function beginFit(model: Model, examples: Examples, options: FitOptions): Promise<Fitting> {
  return begin("beginFit", model, examples, options);
}

async function begin(caller: string, model: Model, examples: Examples, options: FitOptions): Promise<Fitting> {
  checkFit(caller, model, examples, options);
  const plan = planOf(caller, examples, options);
  for (const callback of options.callbacks ?? []) await callback.onTrainBegin?.(plan);
  return new Fitting(model, batchesOf(examples, options), options, plan);
}

function batchesOf(examples: Examples, options: FitOptions): Batches {
  const { epochs = 1, batchSize = 128, seed, shuffle = true, last = "keep" } = options;
  const order = { epochs, shuffle, last, ...(seed !== undefined && { seed }) };
  return examples.batches(batchSize, order);
}
