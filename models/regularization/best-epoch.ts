/** Watches a training, to tell whether early stopping gives back what the best epoch left. */
import { type Callback, type Module, type TypedArray, parameters } from "hebb";

export interface BestEpoch extends Callback {
  /** The lowest cross entropy of the validation digits after an epoch, in nats. */
  loss(): number;
  /** The largest difference between a parameter now and after the best epoch. */
  difference(): Promise<number>;
}

export function bestEpoch(model: Module): BestEpoch {
  let best = Infinity;
  let kept: TypedArray[] = [];
  const values = () => Promise.all(parameters(model).map(([, param]) => param.array()));
  return {
    onEpochEnd: async ({ validation }) => {
      const loss = validation!["cross entropy"]!;
      if (loss >= best) return;
      best = loss;
      kept = await values();
    },
    loss: () => best,
    difference: async () => {
      const now = await values();
      return kept.reduce((largest, before, i) => Math.max(largest, farthest(before, now[i]!)), 0);
    },
  };
}

function farthest(a: TypedArray, b: TypedArray): number {
  let largest = 0;
  a.forEach((value, i) => (largest = Math.max(largest, Math.abs(value - b[i]!))));
  return largest;
}
