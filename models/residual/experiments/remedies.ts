/** Other methods that let a plain network of 56 layers learn, compared with residual connections. */
import { fashionMnist } from "hebb/data";
import type { EnglishExperiment } from "../../system.ts";
import { type Network, type Trained, trainNetwork } from "../training.ts";

type Key = "plain" | "scaled" | "adam" | "residual" | "residualAdam";

interface Way {
  readonly name: string;
  readonly network: Omit<Network, "depth">;
}

// Learning rates were chosen on held-out training images with one seed. With momentum they are those of the recipes;
// for the scaled network, the best of 0.003, 0.01 and 0.03, so a higher one may do better. With Adam they are the best
// of 0.0002, 0.0003 and 0.001 for the plain network, not all of which were trained to the end, and of 0.001 and 0.003
// for the residual one.
const ways: Readonly<Record<Key, Way>> = {
  plain: { name: "plain, momentum", network: { shortcut: false, learningRate: 0.1 } },
  scaled: { name: "plain, momentum, scaled by data", network: { shortcut: false, learningRate: 0.03, scaled: true } },
  adam: { name: "plain, Adam", network: { shortcut: false, learningRate: 2e-4, optimizer: "adam" } },
  residual: { name: "residual, momentum", network: { shortcut: true, learningRate: 0.1 } },
  residualAdam: { name: "residual, Adam", network: { shortcut: true, learningRate: 1e-3, optimizer: "adam" } },
};

export const remedies: EnglishExperiment = {
  question: {
    en: "Is it impossible to train a deep network without residual connections, or does it only take a better initialization or optimizer?",
    zh: "没有残差连接，深层网络就真的训练不了吗，换一种初始化或优化器行不行？",
  },

  async measure(run) {
    const depth = run.quick ? 14 : 56;
    const { train, test } = await fashionMnist({ cut: run.quick });
    const lesson = { train: train.take(run.quick ? 800 : 10_000), test, epochs: run.quick ? 1 : 3 };
    const found = {} as Record<Key, Trained>;
    for (const [key, { network }] of Object.entries(ways) as [Key, Way][]) {
      found[key] = await trainNetwork(run, { ...network, depth }, lesson);
    }
    const each = Object.entries(found) as [Key, Trained][];
    return {
      answer: answerOf(found, depth),
      table: {
        columns: ["network", "highest learning rate", "training loss", "test accuracy"],
        rows: each.map(([key, { network, loss, accuracy }]) => [ways[key].name, network.learningRate, loss, accuracy]),
      },
      figure: {
        kind: "chart",
        title: `Ways to train ${depth} layers`,
        x: { label: "step" },
        y: { label: "training loss (nats)", domain: [0, 2.5] },
        layers: each.map(([key, { curve, network }]) => ({
          mark: "line",
          name: ways[key].name,
          points: curve,
          dashed: !network.shortcut,
        })),
      },
    };
  },
};

function answerOf(found: Readonly<Record<Key, Trained>>, depth: number): string {
  const read = (key: Key) => `${(100 * found[key].accuracy).toFixed(1)} %`;
  const best = Math.max(found.scaled.accuracy, found.adam.accuracy);
  const helped = best > found.plain.accuracy + 0.1;
  const residual = Math.max(found.residual.accuracy, found.residualAdam.accuracy);
  return (
    `In equal steps the plain network of ${depth} layers reaches ${read("plain")} by momentum from He's first weights, ` +
    `${read("scaled")} where data have scaled them, ${read("adam")} by Adam` +
    `${helped ? ": it is not beyond training, it asks for care that the residual one does not need" : ": neither helps it here"}. ` +
    `The residual network reaches ${read("residual")} by momentum and ${read("residualAdam")} by Adam, ` +
    `${residual > best + 0.02 ? `which is still ${(100 * (residual - best)).toFixed(0)} points more than the best plain one` : "which is no more than the best plain one"}.`
  );
}
