/** The gradient of truncated back-propagation compared with the full gradient, by the number of steps. */
import { type Tensor, compile } from "hebb";
import { type BatchList, austen, characterVocabulary, textStreams } from "hebb/data";
import type { Run } from "../../run.ts";
import type { EnglishExperiment, Finding } from "../../system.ts";
import { SimpleRecurrentNetwork, backPropagate, loss } from "../model.ts";

const time = 64;
const lengths = [1, 2, 4, 8, 16, 32, 64];

export const truncationExperiment: EnglishExperiment = {
  question: {
    en: "What is lost if the gradient goes back only a few time steps?",
    zh: "梯度只往回传几个时间步，会丢掉什么？",
  },

  async measure(run: Run): Promise<Finding> {
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
    const enough = lengths[cosines.findIndex((cosine) => cosine > 0.99)]!;
    return {
      answer:
        `On a trained simple network the gradient of U through one step only has a cosine of ${cosines[0]!.toFixed(3)} with the whole one over ${time} steps, ` +
        `through 8 steps ${cosines[lengths.indexOf(8)]!.toFixed(3)}; ${enough} steps are enough for 0.99. ∂L/∂U is a sum over time and does not vanish: ` +
        `what is lost are its distant terms, which were small.`,
      table: {
        columns: ["steps back", "cosine with the whole gradient"],
        rows: lengths.map((length, i) => [length, cosines[i]!]),
      },
      figure: {
        kind: "chart",
        title: "Truncated back-propagation through time",
        x: { label: "steps that a gradient goes back", scale: "log" },
        y: { label: "cosine with the whole gradient", domain: [0, 1] },
        layers: [
          { mark: "line", name: "∂L/∂U", points: lengths.map((length, i) => [length, cosines[i]!]) },
          { mark: "points", name: "∂L/∂U", points: lengths.map((length, i) => [length, cosines[i]!]) },
        ],
      },
    };
  },
};

const stepsOf = (run: Run) => (run.quick ? 60 : 2000);

/** Trains with hand-written gradients, clipped by value, and plain gradient descent. */
async function learn(
  network: SimpleRecurrentNetwork,
  run: Run,
  batches: BatchList<[Tensor, Tensor]>,
  oneHot: (tokens: Tensor) => Tensor,
): Promise<void> {
  const steps = stepsOf(run);
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
    total: steps,
    state: { network },
    async step(i) {
      const current = step(...batches.at(i));
      return (i + 1) % 20 === 0 ? { values: { loss: await current.item() } } : {};
    },
  });
}
