/** Networks that are to learn aⁿbⁿ from n up to 10: how far do they count? */
import { type Tensor, adam, arange, compile, crossEntropy, initialize, schedules } from "hebb";
import { counting } from "hebb/data";
import type { Run } from "../run.ts";
import { Counter, type Kind } from "./model.ts";

export interface CountingSettings {
  readonly hidden: number;
  readonly steps: number;
  readonly learningRate: number;
  /** The largest n of the training. */
  readonly trained: number;
}

/** A network that has seen every string of the training at each step. */
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
  for (let i = 1; i <= steps; i++) {
    const loss = step(tokens, next, lengths);
    if (i % 50 === 0 || i === steps) run.progress(`${kind}, seed ${seed}`, i, steps, { loss: await loss.item() });
  }
  return model;
}

/** aⁿbⁿ from 1 to `largest`, in one batch, the shortest first. */
function allStrings(largest: number): { tokens: Tensor; next: Tensor; lengths: Tensor } {
  const strings = counting({ to: largest });
  const [batch] = strings.batches(largest, { shuffle: false, multiple: 2 * largest + 1 });
  const [{ tokens, lengths }, { tokens: next }] = batch!;
  return { tokens, next, lengths };
}

/**
 * Which n the network counts: whether what it holds most probable after each b of aⁿbⁿ is right, the end included. Before
 * the first b nobody can know.
 */
export async function counts(model: Counter, largest: number): Promise<boolean[]> {
  const { tokens, next } = allStrings(largest);
  const predict = compile((x: Tensor) => model.forward(x).argmax(-1));
  const [said, right] = [await predict(tokens).array(), await next.array()];
  const width = tokens.shape[1]!;
  return Array.from({ length: largest }, (_, i) => {
    const n = i + 1;
    // Tokens are the start, n times a, n times b: what follows the b of places n + 1 to 2n is certain.
    return Array.from({ length: n }, (_unused, b) => i * width + n + 1 + b).every((at) => said[at] === right[at]);
  });
}

/** How far it counts without a mistake: the largest n, of which and of smaller ones all are right. */
export function reachOf(right: readonly boolean[]): number {
  const first = right.indexOf(false);
  return first < 0 ? right.length : first;
}
