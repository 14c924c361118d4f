/** Effects of the strength of L2 regularization on a network: how far it bends, and what it can learn by heart. */
import { type Tensor, compile, random } from "hebb";
import type { Digits } from "../shared/few-digits.ts";
import type { Classifier } from "./model.ts";

/**
 * Returns the distance of f((x + x′)/2) from (f(x) + f(x′))/2 over pairs of digits, relative to half of the distance of
 * f(x) from f(x′); both are root mean squares over the pairs. It is 0 for a linear function.
 */
export async function bendOf(model: Classifier, digits: Digits): Promise<number> {
  const even = digits.take(2 * Math.floor(digits.length / 2)).field(0);
  const measure = compile(
    () => {
      const [a, b] = even.cast("f32").div(255).chunk(2) as [Tensor, Tensor];
      const [first, second] = [model.logits(a), model.logits(b)];
      const apart = model.logits(a.add(b).div(2)).sub(first.add(second).div(2));
      return apart.norm().div(first.sub(second).div(2).norm());
    },
    { training: false },
  );
  return measure().item();
}

/** Returns the digits with their labels in random order, so that the labels can only be learned by heart. */
export async function shuffledLabels(digits: Digits, seed: number): Promise<Digits> {
  random.seed(seed);
  const order = await random.permutation(digits.length).array();
  const { data, shape } = digits.fields[1]!;
  return digits.with(1, { data: Uint8Array.from(order, (i) => data[i]!), shape });
}
