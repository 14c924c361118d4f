/** A figure of test pictures with the predictions of a classifier, correct and wrong ones. */
import { type Model, type Tensor, compile } from "hebb";
import type { Dataset } from "hebb/data";
import type { Pictures, Words } from "../figure.ts";
import type { Text } from "../language.ts";

/** Maximum number of pictures classified correctly, and of those classified wrongly. */
const shown = 5;

export interface PredictionOptions {
  readonly title: Words;
  /** Size of a picture in pixels. */
  readonly width: number;
  readonly height: number;
  /** Names of the labels. Default: their numbers. */
  readonly names?: readonly Words[];
}

/**
 * Draws the first correct and the first wrong predictions of `model`. `examples` are pictures of bytes, [n, width *
 * height], with their labels; `model` returns logits.
 */
export async function pictureOfPredictions(
  model: Model,
  examples: Dataset<[images: Tensor, labels: Tensor]>,
  { title, width, height, names }: PredictionOptions,
): Promise<Pictures> {
  const [pixels, labels] = examples.fields.map(({ data }) => data);
  const predicted = await predictions(model, examples);
  const nameOf = (label: number) => inBoth(names?.[label] ?? String(label));
  const images = predicted.map((label, i) => {
    const right = label === labels![i];
    const [guess, truth] = [nameOf(label), nameOf(labels![i]!)];
    const caption = right
      ? { en: `${guess.en} ✓`, zh: `${guess.zh} ✓` }
      : { en: `${guess.en} ✗ (${truth.en})`, zh: `${guess.zh} ✗（${truth.zh}）` };
    return { pixels: pixels!.subarray(i * width * height, (i + 1) * width * height), caption, right };
  });
  const chosen = [true, false].flatMap((kind) => images.filter(({ right }) => right === kind).slice(0, shown));
  return { kind: "pictures", title, width, height, columns: shown, images: chosen, scale: "gray" };
}

const inBoth = (words: Words): Text => (typeof words === "string" ? { en: words, zh: words } : words);

async function predictions(model: Model, examples: Dataset<[Tensor, Tensor]>): Promise<number[]> {
  const predict = compile((inputs: Tensor) => model.forward(inputs).argmax(-1));
  const labels: number[] = [];
  for (const [inputs] of examples.batches(500, { shuffle: false })) labels.push(...(await predict(inputs).array()));
  return labels;
}
