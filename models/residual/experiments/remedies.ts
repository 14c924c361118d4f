/** Other methods that let a deep plain network learn, compared with residual connections. */
import { fashionMnist } from "hebb/data";
import type { Run } from "../../run.ts";
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import { distinguishable, summarize } from "../../verdicts.ts";
import type { RemediesFacts, Trial } from "../facts.ts";
import { type PlainRemedy, type Remedy, networks, plainRemedies, remedyNames, remedyWords } from "../remedies.ts";
import { type Lesson, type Trained, batchSize, trainNetwork } from "../training.ts";
import { remediesWords } from "../words.ts";

export const remedies = defineExperiment<RemediesFacts>({
  question: {
    en: "Is it impossible to train a deep network without residual connections, or does it only take a better initialization or optimizer?",
    zh: "没有残差连接，深层网络就真的训练不了吗，换一种初始化或优化器行不行？",
  },
  seeds: 3,

  async measure(run) {
    const depth = run.quick ? 14 : 32;
    const { train, test } = await fashionMnist({ cut: run.quick });
    const lesson = { train: train.take(run.quick ? 1280 : 10_000), test: test.take(run.quick ? 500 : 2000), epochs: 1 };
    const measured = await run.overSeeds(async (one) => measuredBy(one, depth, lesson));
    const trials = remedyNames.map((remedy): Trial => {
      const over = (value: (found: Trained) => number) =>
        summarize(
          measured.map((found) => value(found[remedy])),
          run.seeds,
        );
      return {
        remedy,
        learningRate: networks[remedy].learningRate,
        loss: over(({ loss }) => loss),
        accuracy: over(({ accuracy }) => accuracy),
        curve: measured[0]![remedy].curve,
      };
    });
    const of = (remedy: Remedy) => trials[remedyNames.indexOf(remedy)]!.accuracy;
    const helping = (remedy: PlainRemedy) => distinguishable(of(remedy), of("plain"));
    const [bestPlain, bestResidual] = [bestOf(plainRemedies.map(of)), bestOf([of("residual"), of("residualAdam")])];
    return {
      depth,
      steps: lesson.epochs * Math.floor(lesson.train.length / batchSize),
      trials,
      helping: { slow: helping("slow"), scaled: helping("scaled"), adam: helping("adam") },
      residual: distinguishable(bestResidual, bestPlain),
    };
  },

  words: remediesWords,

  table: ({ trials }) => ({
    columns: [
      text("network and optimizer", "网络和优化器"),
      text("highest learning rate", "最大学习率"),
      { name: text("training loss", "训练集损失"), digits: 3 },
      { name: text("test accuracy", "测试集准确率"), unit: "fraction" },
    ],
    rows: trials.map(({ remedy, learningRate, loss, accuracy }) => [remedyWords(remedy), learningRate, loss, accuracy]),
  }),

  figure: ({ trials }) => ({
    kind: "chart",
    title: text("Training of a deep network in six ways", "用六种办法训练一个深层网络"),
    x: { label: text("step", "步") },
    y: { label: text("training loss (nats)", "训练集损失（奈特）"), domain: [0, 2.6] },
    layers: trials.map(({ remedy, curve }) => ({
      mark: "line",
      name: remedyWords(remedy),
      points: curve,
    })),
  }),
});

async function measuredBy(run: Run, depth: number, lesson: Lesson): Promise<Readonly<Record<Remedy, Trained>>> {
  const found = {} as Record<Remedy, Trained>;
  for (const remedy of remedyNames) found[remedy] = await trainNetwork(run, { ...networks[remedy], depth }, lesson);
  return found;
}

const bestOf = (accuracies: readonly Trial["accuracy"][]): Trial["accuracy"] =>
  accuracies.reduce((best, one) => (one.mean > best.mean ? one : best));
