/** The training of a captioner, and what each word of given captions costs it. */
import { type Tensor, adam, compile, crossEntropy, iota, random, schedules } from "hebb";
import type { Run } from "../run.ts";
import { type Album, type Captioned, before, shuffled, together } from "./captions.ts";
import { Captioner, type CaptionerSizes, side } from "./model.ts";

export interface CaptionerSettings extends Omit<CaptionerSizes, "tokens"> {
  readonly epochs: number;
  readonly batch: number;
  readonly rate: number;
  /** Pixels up, down, left or right that a picture is moved at most. */
  readonly reach: number;
}

export interface TrainingOptions {
  readonly label: string;
  /** A language model without pictures. Default false. */
  readonly blind?: boolean;
}

/** A captioner that has been told each word of the training captions before the next (teacher forcing). */
export async function trainCaptioner(
  run: Run,
  album: Album,
  settings: CaptionerSettings,
  { label, blind = false }: TrainingOptions,
): Promise<Captioner> {
  const { epochs, batch, rate, reach } = settings;
  const model = new Captioner({ ...settings, tokens: album.vocabulary.size }, { blind });
  const steps = epochs * Math.floor(album.train.captions.length / batch);
  const optimizer = adam(model, { rate: schedules.oneCycle(rate, { steps, warmUp: 0.1 }) });
  const start = album.vocabulary.token("start");
  const step = compile((pictures: Tensor, captions: Tensor, lengths: Tensor) => {
    const logits = model.forward(blind ? pictures : moved(pictures, reach), before(captions, start));
    const seen = iota(captions.shape[1]!).less(lengths.unsqueeze(1)).cast("f32");
    const losses = crossEntropy(logits, captions, { reduction: "none" }).mul(seen);
    return optimizer.minimize(losses.sum().div(seen.sum()), { clipNorm: 1 });
  });
  let done = 0;
  for await (const { pictures, captions, lengths } of shuffled(album.train, { size: batch, epochs, seed: run.seed })) {
    const loss = await step(pictures, captions, lengths).number();
    run.record(`${label} loss`, ++done, loss);
    run.progress(label, Math.min(done, steps), steps, { loss });
  }
  return model;
}

/** Each picture [n, 3, 32, 32] moved at random by itself; what comes in at the border is white. */
export function moved(pictures: Tensor, reach: number): Tensor {
  const count = pictures.shape[0]!;
  const line = (shape: number[]) =>
    random
      .uniform([count, 1, 1, 1], { high: 2 * reach + 1 })
      .cast("i32")
      .add(iota(side).reshape(shape));
  const [rows, columns] = [line([1, 1, side, 1]), line([1, 1, 1, side])];
  const margin: [number, number] = [reach, reach];
  // Padding is 0, which is white here.
  const framed = pictures
    .cast("f32")
    .rsub(255)
    .pad([[0, 0], [0, 0], margin, margin]);
  const width = side + 2 * reach;
  const plane = iota(3 * count).reshape([count, 3, 1, 1]);
  const places = plane.mul(width).add(rows).mul(width).add(columns);
  return framed.flatten().gather(places).rsub(255);
}

/** -ln p of each token of each caption of `part`, the end included. */
export async function nats(model: Captioner, album: Album, part: Captioned): Promise<number[][]> {
  const start = album.vocabulary.token("start");
  const measure = compile((pictures: Tensor, captions: Tensor) =>
    crossEntropy(model.forward(pictures, before(captions, start)), captions, { reduction: "none" }),
  );
  const { pictures, captions } = together(part);
  const losses = await measure(pictures, captions).array();
  const width = captions.shape[1]!;
  return part.captions.map(({ length }, row) => Array.from(losses.subarray(row * width, row * width + length)));
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
