/** Early stopping as a rule on the curve of the validation losses, for several values of patience at once. */
import { type Model, type ResumableCallback, crossEntropy, evaluate } from "hebb";
import type { Digits } from "../shared/few-digits.ts";

/** Epochs, counted from 1. */
export interface Stop {
  /** Last epoch that is trained. */
  readonly stopped: number;
  /** Epoch whose parameters are restored. */
  readonly best: number;
}

/** Returns the epochs at which early stopping with this patience ends the training of a curve. */
export function stopOf(validation: readonly number[], patience: number): Stop {
  let best = 0;
  for (let epoch = 0; epoch < validation.length; epoch++) {
    if (validation[epoch]! < validation[best]!) best = epoch;
    if (epoch - best > patience) return { stopped: epoch + 1, best: best + 1 };
  }
  return { stopped: validation.length, best: best + 1 };
}

/** A callback that collects the cross entropy of digits after each epoch, in nats. */
export interface Tested extends ResumableCallback {
  readonly state: { [key: string]: unknown; losses: number[] };
}

/** Creates a callback that tests `model` on `digits` after each epoch. */
export function testedEpochs(model: Model, digits: Digits): Tested {
  const state: Tested["state"] = { losses: [] };
  return {
    state,
    onEpochEnd: async () => {
      const { loss } = await evaluate(model, digits, { batchSize: 500, metrics: { loss: crossEntropy } });
      state.losses.push(loss!);
    },
  };
}
