/**
 * Recall over distance: a sequence of random symbols is followed by the same sequence, so that each symbol of the second
 * half must be recalled from `distance` places before.
 */
import { type Module, Tensor, adam, compile, crossEntropy, random } from "hebb";
import type { Run } from "../run.ts";
import { LanguageModel } from "../shared/language.ts";
import type { Rival } from "./facts.ts";
import { Transformer } from "./model.ts";

/** Number of different symbols. */
export const symbols = 16;

type Predictor = Module & { forward(tokens: Tensor): Tensor | { logits: Tensor } };

/** Networks with about equally many weights. */
const networks: Readonly<Record<Rival, (distance: number) => Predictor>> = {
  SRN: () => new LanguageModel({ cell: "SRN", tokens: symbols, embedding: 64, hidden: 192 }),
  LSTM: () => new LanguageModel({ cell: "LSTM", tokens: symbols, embedding: 64, hidden: 72 }),
  Transformer: (distance) =>
    new Transformer({ tokens: symbols, context: 2 * distance, features: 32, heads: 2, layers: 4 }),
};

const [batchSize, examined] = [32, 512];

/** Trains a network on sequences of this distance, and returns the share of new symbols that it recalls correctly. */
export async function recallAt(run: Run, kind: Rival, distance: number): Promise<number> {
  const steps = run.quick ? 30 : 1000;
  const model = networks[kind](distance);
  const optimizer = adam(model, { learningRate: 2e-3 });
  const train = await drawn(Math.min(steps, 300) * batchSize, distance);
  const recalled = (halves: Tensor) => {
    const outputs = model.forward(halves.take(twice(distance), 1));
    return ("logits" in outputs ? outputs.logits : outputs).slice(null, [distance - 1, null]);
  };
  const step = compile((halves: Tensor) => optimizer.minimize(crossEntropy(recalled(halves), halves), { clipNorm: 1 }));
  await run.loop(`${kind}, distance ${distance}`, {
    total: steps,
    state: { model, optimizer },
    async step(i) {
      const first = (i % (train.length / (batchSize * distance))) * batchSize * distance;
      const batch = train.slice(first, first + batchSize * distance);
      return { values: { loss: await step(Tensor.from(batch, [batchSize, distance])).item() } };
    },
  });
  const test = Tensor.from(await drawn(examined, distance), [examined, distance]);
  const correct = compile((halves: Tensor) => recalled(halves).argmax(-1).equal(halves).cast("f32").mean());
  return correct(test).item();
}

/** Places of the symbols of a sequence that is repeated except for its last symbol: 0, 1, …, 0, 1, …. */
const twice = (distance: number): Tensor =>
  Tensor.from(Int32Array.from({ length: 2 * distance - 1 }, (_, i) => i % distance));

/** Draws sequences of symbols, one after another. */
async function drawn(count: number, length: number): Promise<Int32Array> {
  const uniform = await random.uniform([count * length]).array();
  return Int32Array.from(uniform, (x) => Math.min(symbols - 1, Math.floor(x * symbols)));
}
