/** Records the best epoch of a training, to check the model restored by early stopping. */
import { type ResumableCallback, type Module, type TypedArray, parameters } from "hebb";

/** A callback that remembers the best epoch. */
export interface BestEpoch extends ResumableCallback {
  readonly state: { [key: string]: unknown; best: number; values: TypedArray[] };
  /** Returns the lowest validation cross entropy after an epoch, in nats. */
  loss(): number;
  /** Returns the largest difference between the current parameters and those after the best epoch. */
  difference(): Promise<number>;
}

/** Creates a callback for `model`. */
export function bestEpoch(model: Module): BestEpoch {
  const state: BestEpoch["state"] = { best: Infinity, values: [] };
  const values = () => Promise.all(parameters(model).map(([, param]) => param.array()));
  return {
    state,
    onEpochEnd: async ({ validation }) => {
      const loss = validation!["cross entropy"]!;
      if (loss >= state.best) return;
      state.best = loss;
      state.values = await values();
    },
    loss: () => state.best,
    difference: async () => {
      const now = await values();
      return state.values.reduce((largest, before, i) => Math.max(largest, farthest(before, now[i]!)), 0);
    },
  };
}

function farthest(a: TypedArray, b: TypedArray): number {
  let largest = 0;
  a.forEach((value, i) => (largest = Math.max(largest, Math.abs(value - b[i]!))));
  return largest;
}
