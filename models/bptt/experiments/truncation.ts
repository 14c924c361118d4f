/** The gradient of truncated back-propagation compared with the full gradient, by the number of steps. */
import { type Tensor, compile } from "hebb";
import { type BatchList, austen, characterVocabulary, textStreams } from "hebb/data";
import type { Run } from "../../run.ts";
import { curve } from "../../shared/curves.ts";
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import { reaches, summarize } from "../../verdicts.ts";
import type { TruncationFacts } from "../facts.ts";
import { SimpleRecurrentNetwork, backPropagate, loss } from "../model.ts";
import { truncationWords } from "../words.ts";

const time = 64;
const lengths = [1, 2, 4, 8, 16, 32, 64];
/** Cosine with the full gradient that counts as the same direction. */
const same = 0.99;

export const truncationExperiment = defineExperiment<TruncationFacts>({
  question: {
    en: "What is lost if the gradient goes back only a few time steps?",
    zh: "梯度只往回传几个时间步，会丢掉什么？",
  },
  seeds: 3,

  async measure(run) {
    const measured = await run.overSeeds(cosinesOf);
    const cosines = lengths.map((_, i) =>
      summarize(
        measured.map((found) => found[i]!),
        run.seeds,
      ),
    );
    const enough = lengths.findIndex((_, i) => reaches(cosines[i]!, { op: ">=", value: same }) === "reached");
    return {
      time,
      lengths,
      cosines,
      single: reaches(cosines[0]!, { op: "<", value: same }),
      enough: enough < 0 ? null : lengths[enough]!,
    };
  },

  words: truncationWords,

  table: ({ lengths: rows, cosines }) => ({
    columns: [
      text("steps back", "往回传的步数"),
      { name: text("cosine with the whole gradient", "与完整梯度的余弦"), digits: 4 },
    ],
    rows: rows.map((length, i) => [length, cosines[i]!]),
  }),

  figure: ({ lengths: x, cosines }) => ({
    kind: "chart",
    title: text("Truncated back-propagation through time", "截断的随时间反向传播"),
    x: { label: text("steps that a gradient goes back", "梯度往回传的步数"), scale: "log" },
    y: { label: text("cosine with the whole gradient", "与完整梯度的余弦"), domain: [0, 1] },
    layers: curve("∂L/∂U", x, cosines),
  }),
});

/** Trains a network and returns the cosine of the gradient of U by the number of steps. */
async function cosinesOf(run: Run): Promise<number[]> {
  const { train } = await austen({ cut: true });
  const vocabulary = characterVocabulary(train);
  const network = new SimpleRecurrentNetwork(vocabulary.size, 64);
  const batches = textStreams(vocabulary.encode(train), { batchSize: 32, length: time, epochs: Infinity });
  const oneHot = (tokens: Tensor) => tokens.transpose(0, 1).oneHot(vocabulary.size);
  await learn(network, run, batches, oneHot);
  const value = batches.at(stepsOf(run));
  const cosines: number[] = [];
  for (const truncate of lengths) {
    const cosine = compile((input: Tensor, target: Tensor) => {
      const [x, y] = [oneHot(input), oneHot(target)];
      const whole = backPropagate(network, x, y).U;
      const part = backPropagate(network, x, y, { truncate }).U;
      return whole.mul(part).sum().div(whole.norm().mul(part.norm()));
    });
    cosines.push(await cosine(...value).item());
  }
  return cosines;
}

const stepsOf = (run: Run) => (run.quick ? 60 : 2000);

/** Trains with hand-written gradients, clipped by value, and plain gradient descent. */
async function learn(
  network: SimpleRecurrentNetwork,
  run: Run,
  batches: BatchList<[Tensor, Tensor]>,
  oneHot: (tokens: Tensor) => Tensor,
): Promise<void> {
  const step = compile((input: Tensor, target: Tensor) => {
    const [x, y] = [oneHot(input), oneHot(target)];
    const gradients = backPropagate(network, x, y);
    const value = loss(network.forward(x).o, y);
    for (const name of ["U", "W", "b", "V", "c"] as const) {
      const param = network[name];
      param.assign(param.sub(gradients[name].clamp(-0.1, 0.1)));
    }
    return value;
  });
  await run.loop("learning by hand-written gradients", {
    total: stepsOf(run),
    state: { network },
    async step(i) {
      const current = step(...batches.at(i));
      return (i + 1) % 20 === 0 ? { values: { loss: await current.item() } } : {};
    },
  });
}
