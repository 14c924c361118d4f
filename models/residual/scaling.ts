/** First weights that fit the data: what a plain network needs beyond the law of He et al., which takes averages for granted. */
import { type Tensor, compile, observe, stack } from "hebb";
import type { DeepNetwork } from "./model.ts";

/**
 * Scales the weights of all convolutions so that the sums z of each have a mean square of 2 over `images`, which ReLU makes
 * 1 (after Mishkin and Matas, 2016). Zero padding and the chance of few channels would let them shrink from layer to layer.
 * For networks without shortcuts that have learned nothing: their layers are linear in scale while biases are 0.
 */
export async function scaleByData(model: DeepNetwork, images: Tensor): Promise<void> {
  const layers = { stem: model.stem, ...convolutionsOf(model) };
  const sizes = await compile(
    (images: Tensor) => {
      const [, seen] = observe(() => model.forward(images));
      return stack(Object.keys(layers).map((path) => seen[path]!.square().mean().sqrt()));
    },
    { training: false },
  )(images).array();
  let before = Math.SQRT2;
  for (const [i, { weight }] of Object.values(layers).entries()) {
    await weight.set(weight.mul(before / sizes[i]!));
    before = sizes[i]!;
  }
}

function convolutionsOf({ blocks }: DeepNetwork) {
  return Object.fromEntries(
    blocks.flatMap(({ first, second }, i) => [
      [`blocks.${i}.first`, first],
      [`blocks.${i}.second`, second],
    ]),
  );
}
