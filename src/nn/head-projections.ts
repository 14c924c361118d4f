/** Projections of queries, keys and values, and their division into heads; used by MultiHeadAttention. */
import type { Param, Tensor } from "../tensor/index.ts";

/** Weights and biases of the projections, as in MultiHeadAttention. */
interface Projections {
  readonly inProjWeight: Param | null;
  readonly qProjWeight: Param | null;
  readonly kProjWeight: Param | null;
  readonly vProjWeight: Param | null;
  readonly inProjBias: Param | null;
}

/**
 * Projects the inputs: queries, keys and values, without the first `skipped` of them. With `inProjWeight`, neighbors
 * that are the same tensor take one product.
 */
export function projected(layer: Projections, inputs: readonly Tensor[], skipped: number): Tensor[] {
  const separate = [layer.qProjWeight, layer.kProjWeight, layer.vProjWeight].slice(skipped);
  if (layer.inProjWeight === null) {
    return inputs.map((x, i) => withBias(layer, x.matmul(separate[i]!.transpose()), skipped + i, 1));
  }
  const features = layer.inProjWeight.shape[1]!;
  const results: Tensor[] = [];
  for (let first = 0; first < inputs.length;) {
    let last = first + 1;
    while (last < inputs.length && inputs[last] === inputs[first]) last++;
    const [row, count] = [skipped + first, last - first];
    const weight = layer.inProjWeight.slice([row * features, (row + count) * features]);
    const product = inputs[first]!.matmul(weight.transpose());
    results.push(...withBias(layer, product, row, count).chunk(count, -1));
    first = last;
  }
  return results;
}

/** Adds the biases of `count` projections, starting at `row`. */
function withBias({ inProjBias }: Projections, product: Tensor, row: number, count: number): Tensor {
  if (inProjBias === null) return product;
  const features = inProjBias.shape[0]! / 3;
  return product.add(inProjBias.slice([row * features, (row + count) * features]));
}

/** [..., n, features] -> [..., heads, n, features / heads] */
export function splitHeads(x: Tensor, heads: number): Tensor {
  const [features, n] = [x.shape.at(-1)!, x.shape.at(-2)!];
  return x.reshape([...x.shape.slice(0, -2), n, heads, features / heads]).transpose(-3, -2);
}
