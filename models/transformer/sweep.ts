/** Trains variants of a small Transformer on the same text with several seeds. */
import type { Run } from "../run.ts";
import { type CharacterText, novels } from "../shared/texts.ts";
import { summarize } from "../verdicts.ts";
import type { Variant } from "./facts.ts";
import type { TransformerOptions } from "./model.ts";
import { type TransformerTraining, trainTransformer } from "./training.ts";

/** The small Transformer of the experiments, and its training. */
export const small = (isQuick: boolean): TransformerTraining => ({
  model: { context: isQuick ? 32 : 64, features: isQuick ? 32 : 64, heads: 4, layers: 2 },
  batchSize: 16,
  steps: isQuick ? 150 : 1500,
  learningRate: 2e-3,
  warmUp: isQuick ? 10 : 100,
});

/** Trains each variant with all seeds of the run, and returns their losses on the validation text. */
export async function sweep<Kind extends string>(
  run: Run,
  kinds: readonly Kind[],
  optionsOf: (kind: Kind) => Partial<TransformerOptions>,
): Promise<Variant<Kind>[]> {
  const text = await novels({ cut: true });
  const measured = await run.overSeeds(async (one) => {
    const found: number[] = [];
    for (const kind of kinds) found.push(await lossWith(one, kind, text, optionsOf(kind)));
    return found;
  });
  return kinds.map((kind, k) => ({
    kind,
    nats: summarize(
      measured.map((found) => found[k]!),
      run.seeds,
    ),
  }));
}

/** Trains the small Transformer with other options, and returns its loss on the validation text. */
export async function lossWith(
  run: Run,
  label: string,
  text: CharacterText,
  options: Partial<TransformerOptions>,
  changed: Partial<TransformerTraining> = {},
): Promise<number> {
  const training = { ...small(run.quick), ...changed };
  const { nats } = await trainTransformer(run, label, text, { ...training, model: { ...training.model, ...options } });
  return nats;
}
