/** A Transformer beside recurrent networks: the loss on a text after equally many characters, and recall over distance. */
import type { Run } from "../../run.ts";
import { parameterCount } from "../../shared/layers.ts";
import { type CharacterText, novels, trainOnText } from "../../shared/texts.ts";
import { curve } from "../../shared/curves.ts";
import { defineExperiment } from "../../system.ts";
import { cases, text } from "../../text.ts";
import { distinguishable, summarize } from "../../verdicts.ts";
import type { Rival, RivalsFacts } from "../facts.ts";
import { natsLabel } from "../figures.ts";
import { Transformer } from "../model.ts";
import { recallAt, symbols } from "../recall.ts";
import { small } from "../sweep.ts";
import { trainTransformer } from "../training.ts";
import { rivalsWords } from "../words.ts";

const kinds = ["SRN", "LSTM", "Transformer"] as const satisfies readonly Rival[];

/** Number of gates and candidates of a cell. */
const gates = { SRN: 1, LSTM: 4 };

export const rivalsExperiment = defineExperiment<RivalsFacts>({
  question: {
    en: "Is a Transformer better than an LSTM?",
    zh: "Transformer 比 LSTM 网络强吗？",
  },
  seeds: 3,

  async measure(run) {
    const distances = run.quick ? [2, 4] : [4, 8, 16, 32];
    const text = await novels({ cut: true });
    const measured = await run.overSeeds(async (one) => {
      const found: { nats: number; parameters: number; seconds: number; recall: number[] }[] = [];
      for (const kind of kinds) {
        const start = one.seconds;
        const trained = { ...(await trainedOn(one, kind, text)), seconds: one.seconds - start };
        const recall: number[] = [];
        for (const distance of distances) recall.push(await recallAt(one, kind, distance));
        found.push({ ...trained, recall });
      }
      return found;
    });
    const over = (k: number, value: (found: (typeof measured)[number][number]) => number) =>
      summarize(
        measured.map((found) => value(found[k]!)),
        run.seeds,
      );
    const rivals = kinds.map((kind, k) => ({
      kind,
      parameters: measured[0]![k]!.parameters,
      nats: over(k, ({ nats }) => nats),
      seconds: over(k, ({ seconds }) => seconds),
      recall: distances.map((_, d) => over(k, ({ recall }) => recall[d]!)),
    }));
    const [, lstm, transformer] = rivals;
    const { batchSize, steps, model } = small(run.quick);
    return {
      characters: batchSize * steps * model.context,
      rivals,
      distances,
      chance: 1 / symbols,
      text: distinguishable(transformer!.nats, lstm!.nats),
      far: distinguishable(transformer!.recall.at(-1)!, lstm!.recall.at(-1)!),
    };
  },

  words: rivalsWords,

  table: ({ rivals, distances }) => ({
    columns: [
      text("network", "网络"),
      text("parameters", "参数个数"),
      { name: natsLabel, digits: 3 },
      { name: text("training time", "训练用时"), unit: "seconds" },
      ...distances.map((distance) => ({
        name: { en: `recall at distance ${distance}`, zh: `距离 ${distance} 的回忆准确率` },
        unit: "fraction" as const,
      })),
    ],
    rows: rivals.map(({ kind, parameters, nats, seconds, recall }) => [
      nameOf(kind),
      parameters,
      nats,
      seconds,
      ...recall,
    ]),
  }),

  figure: ({ rivals, distances, chance }) => ({
    kind: "panels",
    title: text("A Transformer beside recurrent networks", "Transformer 与循环神经网络"),
    columns: 2,
    panels: [
      {
        kind: "chart",
        title: text("Loss on Jane Austen's prose", "奥斯汀小说上的损失"),
        x: { label: text("network", "网络") },
        y: { label: natsLabel },
        layers: [
          { mark: "bars", values: rivals.map(({ kind, nats }) => [nameOf(kind), nats.mean] as const) },
          ...(rivals[0]!.nats.n > 1
            ? [
                {
                  mark: "band" as const,
                  points: rivals.map(
                    ({ nats: { mean, std } }, i) => [i, mean - (std ?? 0), mean + (std ?? 0)] as const,
                  ),
                },
              ]
            : []),
        ],
      },
      {
        kind: "chart",
        title: text("Recall of a symbol over distance", "隔多远还想得起一个符号"),
        x: { label: text("distance", "距离"), scale: "log" },
        y: { label: text("symbols recalled correctly", "回忆正确的比例"), domain: [0, 1] },
        layers: [
          { mark: "rule", name: text("chance", "随机猜测"), axis: "y", value: chance },
          ...rivals.flatMap(({ kind, recall }) => curve(nameOf(kind), distances, recall)),
        ],
      },
    ],
  }),
});

/** Trains a network on equally many characters and returns its loss and its size. */
async function trainedOn(run: Run, kind: Rival, text: CharacterText): Promise<{ nats: number; parameters: number }> {
  const training = small(run.quick);
  if (kind === "Transformer") {
    const { model, nats } = await trainTransformer(run, kind, text, training);
    return { nats, parameters: parameterCount(model) };
  }
  const { batchSize, steps, model: sizes } = training;
  const tokens = text.vocabulary.size;
  const goal = parameterCount(new Transformer({ ...sizes, tokens }));
  // Embedding, weights and both biases of the cell, and output layer.
  const count = (hidden: number) =>
    tokens * sizes.features + gates[kind] * hidden * (sizes.features + hidden + 2) + tokens * (hidden + 1);
  let hidden = 1;
  while (count(hidden + 1) <= goal) hidden++;
  const { model, nats } = await trainOnText(run, kind, text, {
    model: { cell: kind, embedding: sizes.features, hidden },
    batchSize,
    length: sizes.context,
    steps,
    // As in the full recipe of the LSTM.
    learningRate: 4e-3,
  });
  return { nats, parameters: parameterCount(model) };
}

const nameOf = (kind: Rival) =>
  cases(kind, {
    SRN: text("simple network (SRN)", "简单循环网络（SRN）"),
    LSTM: text("LSTM", "LSTM 网络"),
    Transformer: text("Transformer", "Transformer"),
  });
