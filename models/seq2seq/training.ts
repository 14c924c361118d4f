/** Trains an encoder and decoder on pairs of sequences, the true tokens before each given (teacher forcing). */
import { type Tensor, adam, compile, crossEntropy, schedules } from "hebb";
import { Sequences } from "hebb/data";
import type { Run } from "../run.ts";
import type { Translator } from "./model.ts";

/** Tokens that both sides have; what a vocabulary makes of text comes after them. */
export const special = { padding: 0, start: 1, end: 2 } as const;

/** Sources, and their targets from the start token on and up to the end token. */
export type Pairs = Sequences<[source: number, before: number, next: number]>;

export type Rows = readonly ArrayLike<number>[];

/** Targets with the start token before them, and with the end token behind them. */
export function withEnds(sources: Rows, targets: Rows): Pairs {
  const before = targets.map((target) => Int32Array.of(special.start, ...Array.from(target)));
  const next = targets.map((target) => Int32Array.of(...Array.from(target), special.end));
  return new Sequences<[number, number, number]>([sources, before, next]);
}

export interface TeachingOptions {
  readonly steps: number;
  readonly batchSize: number;
  /** Of the first step; it falls along half a cosine. */
  readonly learningRate: number;
  readonly labelSmoothing?: number;
  /** Lengths are padded to multiples of this. */
  readonly multiple: number;
  readonly label: string;
}

/** Trains for so many steps; `measure` is called after each fifth of them but the last. */
export async function teach(
  run: Run,
  model: Translator,
  pairs: Pairs,
  options: TeachingOptions,
  measure?: () => Promise<string>,
): Promise<void> {
  const { steps, batchSize, learningRate, labelSmoothing = 0, multiple, label } = options;
  const optimizer = adam(model, { learningRate: schedules.cosine(learningRate, { steps }) });
  const step = compile((source: Tensor, lengths: Tensor, before: Tensor, next: Tensor) => {
    const logits = model.forward(source, lengths, before);
    const loss = crossEntropy(logits, next, { ignoreIndex: special.padding, labelSmoothing });
    return optimizer.minimize(loss, { clipNorm: 1 });
  });
  const every = Math.ceil(steps / 5);
  let done = 0;
  // A batch that is not full is filled up with empty sequences: every other size would be another program.
  const batches = pairs.batches(batchSize, { epochs: Infinity, seed: run.seed, multiple, last: "pad" });
  for (const [source, before, next] of batches) {
    const loss = await step(source.tokens, source.lengths, before.tokens, next.tokens).item();
    run.record(`${label} loss`, ++done, loss);
    run.progress(label, done, steps, { loss });
    if (done % every === 0 && done < steps && measure) {
      run.say(`${label} step ${done}  loss ${loss.toFixed(3)}  ${await measure()}`);
    }
    if (done === steps) return;
  }
}
