/** Networks trained on aⁿbⁿ for n up to 10, and the largest n that they count correctly. */
import { type Tensor, adam, arange, compile, crossEntropy, initialize, schedules } from "hebb";
import { counting } from "hebb/data";
import type { Run } from "../run.ts";
import { Counter, type Kind } from "./model.ts";

/** Settings of `trainCounter`. */
export interface CountingSettings {
  readonly hidden: number;
  readonly steps: number;
  readonly learningRate: number;
  /** Largest n of the training strings. */
  readonly trained: number;
}

/** Trains a network on a batch of all training strings in each step. */
export async function trainCounter(kind: Kind, seed: number, settings: CountingSettings, run: Run): Promise<Counter> {
  const { hidden, steps, learningRate, trained } = settings;
  const model = new Counter(kind, hidden);
  initialize(model, { seed });
  const optimizer = adam(model, { learningRate: schedules.cosine(learningRate, { steps }) });
  const step = compile((x: Tensor, y: Tensor, lengths: Tensor) => {
    const losses = crossEntropy(model.forward(x), y, { reduction: "none" });
    const seen = arange(x.shape[1]!).less(lengths.unsqueeze(1)).cast("f32");
    return optimizer.minimize(losses.mul(seen).sum().div(seen.sum()), { clipNorm: 1 });
  });
  const { tokens, next, lengths } = allStrings(trained);
  await run.loop(`${kind}, seed ${seed}`, {
    total: steps,
    state: { model, optimizer },
    async step(i) {
      const loss = step(tokens, next, lengths);
      return (i + 1) % 50 === 0 || i + 1 === steps ? { values: { loss: await loss.item() } } : {};
    },
  });
  return model;
}

/** Returns aⁿbⁿ for n from 1 to `largest` in one batch, the shortest first. */
function allStrings(largest: number): { tokens: Tensor; next: Tensor; lengths: Tensor } {
  const strings = counting({ to: largest });
  const [batch] = strings.batches(largest, { shuffle: false, multiple: 2 * largest + 1 });
  const [{ tokens, lengths }, { tokens: next }] = batch!;
  return { tokens, next, lengths };
}

/**
 * Returns true for every n that the network counts: its most probable next token after each b of aⁿbⁿ is correct,
 * including the end. Tokens before the first b are unpredictable.
 */
export async function counts(model: Counter, largest: number): Promise<boolean[]> {
  const { tokens, next } = allStrings(largest);
  const predict = compile((x: Tensor) => model.forward(x).argmax(-1));
  const [said, right] = [await predict(tokens).array(), await next.array()];
  const width = tokens.shape[1]!;
  return Array.from({ length: largest }, (_, i) => {
    const n = i + 1;
    // The tokens are the start, n times a, n times b. The tokens after positions n + 1 to 2n are predictable.
    return Array.from({ length: n }, (_unused, b) => i * width + n + 1 + b).every((at) => said[at] === right[at]);
  });
}

/** Returns the largest n up to which all are counted correctly. */
export function reachOf(right: readonly boolean[]): number {
  const first = right.indexOf(false);
  return first < 0 ? right.length : first;
}
