/**
 * Effect of depth on plain and residual networks: the training loss after equal steps, and the signals at
 * initialization. Plain networks that do not train at all are kept apart from those that train, but worse when deeper.
 */
import { fashionMnist } from "hebb/data";
import type { Panels } from "../../figure.ts";
import { number } from "../../quantity.ts";
import type { Run } from "../../run.ts";
import { curve } from "../../shared/curves.ts";
import { defineExperiment } from "../../system.ts";
import { type Text, say, text } from "../../text.ts";
import { type Summary, distinguishable, summarize } from "../../verdicts.ts";
import type { Deepening, DepthFacts, Start } from "../facts.ts";
import { networkWords } from "../names.ts";
import { signalCharts, signalPanels, signalsOf } from "../signals.ts";
import { type Lesson, type Network, batchSize, trainNetwork } from "../training.ts";
import { depthWords } from "../words.ts";

/** Learning rates of plain networks; the first is that of residual ones. */
const plainRates = [0.1, 0.03, 0.01];
const networks: readonly Omit<Network, "depth">[] = [
  ...plainRates.map((learningRate) => ({ shortcut: false, learningRate })),
  { shortcut: true, learningRate: plainRates[0]! },
];

/** A loss above this has not left that of guessing among ten kinds, ln 10. */
const guessing = Math.log(10) - 0.05;

export const depth = defineExperiment<DepthFacts>({
  question: {
    en: "What happens when a network gets deeper, with and without residual connections?",
    zh: "网络越来越深会怎样，有残差连接和没有残差连接差别大吗？",
  },
  seeds: 3,

  async measure(run) {
    const depths = run.quick ? [8, 20] : [8, 20, 32];
    const { train, test } = await fashionMnist({ cut: run.quick });
    const lesson = { train: train.take(run.quick ? 1600 : 6400), test: test.take(run.quick ? 500 : 2000), epochs: 1 };
    const signals: DepthFacts["signals"][number][] = [];
    for (const way of ["plain", "residual"] as const) {
      signals.push({ way, signals: await signalsOf(depths.at(-1)!, way, train.take(128)) });
    }
    const measured = await run.overSeeds(async (one) => measuredBy(one, depths, lesson));
    const deepened = networks.map((network, n) =>
      deepeningOf(
        network,
        measured.map((found) => found[n]!),
        run.seeds,
      ),
    );
    const [plain, residual] = [deepened.slice(0, -1), deepened.at(-1)!];
    const best = depths.map((_, k) => bestAt(plain, k));
    const last = depths.length - 1;
    const [shallow, deep] = [0, last].map((k) => plain[best[k]!]!.losses[k]!) as [Summary, Summary];
    return {
      depths,
      steps: lesson.epochs * Math.floor(lesson.train.length / batchSize),
      plain,
      residual,
      best,
      sameRate: stuckOf(plain[0]!.losses[last]!),
      bestRate: stuckOf(deep),
      degradation: distinguishable(deep, shallow),
      deeper: distinguishable(residual.losses[last]!, residual.losses[0]!),
      gap: distinguishable(deep, residual.losses[last]!),
      signals,
    };
  },

  words: depthWords,

  table: ({ depths, plain, residual }) => ({
    columns: [
      text("network", "网络"),
      text("highest learning rate", "最大学习率"),
      { name: text("training loss", "训练集损失"), digits: 3 },
      { name: text("test accuracy", "测试集准确率"), unit: "fraction" },
    ],
    rows: [...plain, residual].flatMap(({ shortcut, learningRate, losses, accuracies }) =>
      depths.map((layers, k) => [networkWords({ depth: layers, shortcut }), learningRate, losses[k]!, accuracies[k]!]),
    ),
  }),

  figure: figureOf,
});

/** Results of a training. */
interface Found {
  readonly loss: number;
  readonly accuracy: number;
}

/** Trains all networks at all depths: `[network][depth]`. */
async function measuredBy(run: Run, depths: readonly number[], lesson: Lesson): Promise<readonly (readonly Found[])[]> {
  const found: Found[][] = networks.map(() => []);
  for (const layers of depths) {
    for (const [n, network] of networks.entries()) {
      found[n]!.push(await trainNetwork(run, { ...network, depth: layers }, lesson));
    }
  }
  return found;
}

/** Summarizes the trainings of one network: `found[seed][depth]`. */
function deepeningOf(
  { shortcut, learningRate }: Omit<Network, "depth">,
  found: readonly (readonly Found[])[],
  seeds: readonly number[],
): Deepening {
  const each = (value: (one: Found) => number) =>
    found[0]!.map((_, k) =>
      summarize(
        found.map((trained) => value(trained[k]!)),
        seeds,
      ),
    );
  return {
    shortcut,
    learningRate,
    losses: each(({ loss }) => loss),
    accuracies: each(({ accuracy }) => accuracy),
  };
}

/** Index of the networks with the smallest mean loss at this depth. */
function bestAt(deepened: readonly Deepening[], depth: number): number {
  const losses = deepened.map(({ losses: found }) => found[depth]!.mean);
  return losses.indexOf(Math.min(...losses));
}

function stuckOf({ values }: Summary): Start {
  const stuck = values.filter((loss) => loss > guessing).length;
  if (stuck === 0) return "learns";
  return stuck === values.length ? "stuck" : "sometimes stuck";
}

function figureOf({ depths, plain, residual, signals }: DepthFacts): Panels {
  const layers = { label: text("layers", "层数") };
  const lines = (of: (found: Deepening) => readonly Summary[]) =>
    [...plain, residual].flatMap((found) => curve(deepeningWords(found), depths, of(found)));
  return signalPanels(text("Depth without and with residual connections", "没有残差连接和有残差连接，网络加深之后"), [
    {
      kind: "chart",
      title: text("Training loss after equal steps", "同样步数之后的训练集损失"),
      x: layers,
      y: { label: text("loss (nats)", "损失（奈特）") },
      layers: [
        ...lines(({ losses }) => losses),
        { mark: "rule", axis: "y", name: text("guessing", "随机猜测"), value: Math.log(10) },
      ],
    },
    {
      kind: "chart",
      title: text("Test accuracy", "测试集准确率"),
      x: layers,
      y: { label: text("accuracy", "准确率"), domain: [0, 1] },
      layers: lines(({ accuracies }) => accuracies),
    },
    ...signalCharts(signals),
  ]);
}

function deepeningWords({ shortcut, learningRate }: Deepening): Text {
  const slots = { rate: number(learningRate) };
  return shortcut
    ? say(slots, "residual, rate {rate}", "残差网络，学习率 {rate}")
    : say(slots, "plain, rate {rate}", "普通网络，学习率 {rate}");
}
