/** Training of a captioner, and the loss of each token of given captions. */
import { type Tensor, adam, compile, crossEntropy, schedules } from "hebb";
import type { Run } from "../run.ts";
import { type Album, type Captioned, before, examplesOf } from "./captions.ts";
import { Captioner, type CaptionerSizes } from "./model.ts";

/** Sizes and hyperparameters of a captioner. */
export interface CaptionerSettings extends Omit<CaptionerSizes, "tokens"> {
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
}

/** Options of `trainCaptioner`. */
export interface TrainingOptions {
  readonly label: string;
  /** Trains a language model without pictures. Default false. */
  readonly blind?: boolean;
}

/**
 * Trains a captioner with teacher forcing. Batches mix captions of different lengths: in batches of similar length, the
 * length carries no information for the loss, and captions end too early.
 */
export async function trainCaptioner(
  run: Run,
  album: Album,
  settings: CaptionerSettings,
  { label, blind = false }: TrainingOptions,
): Promise<Captioner> {
  const { epochs, batchSize, learningRate } = settings;
  const { vocabulary, train } = album;
  const model = new Captioner({ ...settings, tokens: vocabulary.size }, { blind });
  const steps = epochs * Math.floor(train.captions.length / batchSize);
  const optimizer = adam(model, { learningRate: schedules.oneCycle(learningRate, { steps, warmUp: 0.1 }) });
  const [start, ignoreIndex] = [vocabulary.token("start"), vocabulary.token("padding")];
  const step = compile((pictures: Tensor, captions: Tensor) => {
    const logits = model.forward(pictures, before(captions, start));
    return optimizer.minimize(crossEntropy(logits, captions, { ignoreIndex }), { clipNorm: 1 });
  });
  const batches = examplesOf(album, train).batches(batchSize, { epochs, seed: run.seed, last: "drop" });
  await run.loop(label, {
    total: batches.length,
    state: { model, optimizer },
    async step(i) {
      const loss = await step(...batches.at(i)).item();
      run.record(`${label} loss`, i + 1, loss);
      return { values: { loss } };
    },
  });
  return model;
}

/** Returns -ln p of each token of each caption of `part`, including the end token. */
export async function nats(model: Captioner, album: Album, part: Captioned): Promise<number[][]> {
  const start = album.vocabulary.token("start");
  const measure = compile((pictures: Tensor, captions: Tensor) =>
    crossEntropy(model.forward(pictures, before(captions, start)), captions, { reduction: "none" }),
  );
  const examples = examplesOf(album, part);
  const captions = examples.field(1);
  const losses = await measure(examples.field(0), captions).array();
  const width = captions.shape[1]!;
  return part.captions.map(({ length }, row) => Array.from(losses.subarray(row * width, row * width + length)));
}
