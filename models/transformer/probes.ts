/** Linear probes: softmax classifiers that read a property of the text from the states of a trained Transformer. */
import { Linear, type Tensor, adam, compile, crossEntropy } from "hebb";
import { textStreams } from "hebb/data";
import type { Run } from "../run.ts";
import type { CharacterText } from "../shared/texts.ts";
import type { Property } from "./facts.ts";
import type { Transformer } from "./model.ts";

export const properties = ["previous", "third", "place", "next"] as const satisfies readonly Property[];

/** Longest place in a word that is distinguished. */
const farthest = 9;

/** Labels of the property at each token of a text. Tokens without it have the label -1, which is not learned. */
export function labelsOf(
  { vocabulary }: Pick<CharacterText, "vocabulary">,
  text: Int32Array,
  property: Property,
): Int32Array {
  const shifted = (by: number) => text.map((_, i) => text[i + by] ?? -1);
  switch (property) {
    case "previous":
      return shifted(-1);
    case "third":
      return shifted(-3);
    case "next":
      return shifted(1);
    case "place": {
      const isLetter = Array.from({ length: vocabulary.size }, (_, token) => /\p{L}/u.test(vocabulary.decode([token])));
      let place = 0;
      return text.map((token) => (place = isLetter[token] ? Math.min(place + 1, farthest) : 0));
    }
  }
}

/** Accuracy of guessing the most frequent label. */
export function guessOf(labels: Int32Array): number {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return Math.max(...counts.values()) / labels.length;
}

/** Trains one probe for the states after each number of layers, and returns their accuracies on the validation text. */
export async function probeStates(
  run: Run,
  model: Transformer,
  text: CharacterText,
  property: Property,
): Promise<number[]> {
  const classes = property === "place" ? farthest + 1 : text.vocabulary.size;
  const features = model.output.weight.shape[1]!;
  const probes = Array.from({ length: model.blocks.length + 1 }, () => new Linear(features, classes));
  const optimizer = adam(
    probes.flatMap(({ weight, bias }) => [weight, bias!]),
    { learningRate: 1e-2 },
  );
  const logits = (tokens: Tensor) => model.inspect(tokens).states.map((state, i) => probes[i]!.forward(state.detach()));
  const step = compile((tokens: Tensor, labels: Tensor) => {
    const losses = logits(tokens).map((one) => crossEntropy(one, labels, { ignoreIndex: -1 }));
    return optimizer.minimize(losses.reduce((sum, loss) => sum.add(loss)));
  });
  const batches = pairsOf(text, text.train, property, model.context);
  await run.loop(`probes of ${property}`, {
    total: run.quick ? 10 : 300,
    state: { probes, optimizer },
    async step(i) {
      return { values: { loss: await step(...batches(i)).item() } };
    },
  });
  const correct = compile((tokens: Tensor, labels: Tensor) =>
    logits(tokens).map((one) => one.argmax(-1).equal(labels).cast("f32").mean()),
  );
  const examined = run.quick ? 1 : 8;
  const sums = probes.map(() => 0);
  const held = pairsOf(text, text.validation, property, model.context);
  for (let i = 0; i < examined; i++) {
    const shares = await Promise.all(correct(...held(i)).map((share) => share.item()));
    shares.forEach((share, layer) => (sums[layer]! += share / examined));
  }
  return sums;
}

/** Returns batches of tokens and labels by number. */
function pairsOf(
  { vocabulary }: CharacterText,
  text: Int32Array,
  property: Property,
  length: number,
): (i: number) => [tokens: Tensor, labels: Tensor] {
  const labels = labelsOf({ vocabulary }, text, property);
  const options = { batchSize: 32, length, epochs: Infinity };
  const [tokens, marks] = [text, labels].map((each) => textStreams(each, options));
  return (i) => [tokens!.at(i)[0], marks!.at(i)[0]];
}
