/** Comparison of decoding with cached keys and values and without them. */
import { Tensor, compile } from "hebb";
import type { Transformer } from "./model.ts";

/**
 * Returns the largest difference between logits of decoding token by token and those of a forward pass, relative to the
 * largest logit.
 */
export async function cacheDifference(model: Transformer, tokens: Int32Array): Promise<number> {
  const whole = await compile((x: Tensor) => model.forward(x))(Tensor.from(tokens, [1, tokens.length])).array();
  const step = compile((x: Tensor, caches: ReturnType<typeof model.start>) => model.decode(x, caches));
  let caches = model.start(1);
  let difference = 0;
  for (const [t, token] of tokens.entries()) {
    const next = step(Tensor.from([token], [1, 1], "i32"), caches);
    caches = next.caches;
    const logits = await next.logits.array();
    for (const [i, value] of logits.entries()) {
      // Of a NaN, the maximum is NaN as well.
      difference = Math.max(difference, Math.abs(value - whole[t * logits.length + i]!));
    }
  }
  return difference / Array.from(whole).reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
}
