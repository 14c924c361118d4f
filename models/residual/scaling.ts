/**
 * Data-dependent initialization for plain networks, for which the statistical argument of He et al. is not sufficient.
 */
import { type Tensor, compile, observe, stack } from "hebb";
import type { DeepNetwork } from "./model.ts";

/**
 * Scales the weights of all convolutions so that their net inputs z have a mean square of 2 over `images`, which ReLU
 * halves to 1 (after Mishkin and Matas, 2016). Otherwise, zero padding and the small number of channels make them
 * shrink from layer to layer. Requires an untrained network without shortcuts: its layers are linear in scale while
 * biases are 0.
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
