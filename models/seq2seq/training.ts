/** Training of an encoder-decoder on pairs of sequences with teacher forcing. */
import { type Module, type Tensor, adam, compile, crossEntropy, schedules } from "hebb";
import { Sequences } from "hebb/data";
import type { Run } from "../run.ts";

/** Special tokens of both languages; tokens of the vocabularies follow them. */
export const special = { padding: 0, start: 1, end: 2 } as const;

/** Sources, targets with the start token in front, and targets with the end token at the end. */
export type Pairs = Sequences<[source: number, before: number, next: number]>;

export type Rows = readonly ArrayLike<number>[];

/** Builds pairs by adding the start token and the end token to the targets. */
export function withEnds(sources: Rows, targets: Rows): Pairs {
  const before = targets.map((target) => Int32Array.of(special.start, ...Array.from(target)));
  const next = targets.map((target) => Int32Array.of(...Array.from(target), special.end));
  return new Sequences<[number, number, number]>([sources, before, next]);
}

/** Options of `teach`. */
export interface TeachingOptions {
  readonly steps: number;
  readonly batchSize: number;
  /** Largest learning rate, which decreases by a cosine schedule. */
  readonly learningRate: number;
  /** Steps in which the learning rate rises from zero. Default 0. */
  readonly warmUp?: number;
  readonly labelSmoothing?: number;
  /** Lengths are padded to multiples of this. */
  readonly multiple: number;
  readonly label: string;
}

/** Trains for `steps` steps; `measure` is called after each fifth of them except the last. */
export async function teach(
  run: Run,
  model: Module & { forward(source: Tensor, lengths: Tensor, before: Tensor): Tensor },
  pairs: Pairs,
  options: TeachingOptions,
  measure?: () => Promise<string>,
): Promise<void> {
  const { steps, batchSize, learningRate, warmUp = 0, labelSmoothing = 0, multiple, label } = options;
  const decay = schedules.cosine(learningRate, { steps: steps - warmUp });
  const rate = warmUp === 0 ? decay : schedules.warmUp(decay, { steps: warmUp });
  const optimizer = adam(model, { learningRate: rate });
  const step = compile((source: Tensor, lengths: Tensor, before: Tensor, next: Tensor) => {
    const logits = model.forward(source, lengths, before);
    const loss = crossEntropy(logits, next, { ignoreIndex: special.padding, labelSmoothing });
    return optimizer.minimize(loss, { clipNorm: 1 });
  });
  const every = Math.ceil(steps / 5);
  // An incomplete batch is filled with empty sequences, because every other batch size would compile another program.
  const batches = pairs.batches(batchSize, { epochs: Infinity, seed: run.seed, multiple, last: "pad" });
  await run.loop(label, {
    total: steps,
    state: { model, optimizer },
    async step(i) {
      const [source, before, next] = batches.at(i);
      const loss = await step(source.tokens, source.lengths, before.tokens, next.tokens).item();
      run.record(`${label} loss`, i + 1, loss);
      if ((i + 1) % every === 0 && i + 1 < steps && measure) {
        run.say(`${label} step ${i + 1}  loss ${loss.toFixed(3)}  ${await measure()}`);
      }
      return { values: { loss } };
    },
  });
}
