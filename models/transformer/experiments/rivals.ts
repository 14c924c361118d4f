/**
 * A Transformer beside recurrent networks: the loss on a text after equally many characters and after equal time, and
 * recall over distance.
 */
import type { Run } from "../../run.ts";
import { parameterCount } from "../../shared/layers.ts";
import { type CharacterText, novels, trainOnText } from "../../shared/texts.ts";
import { curve } from "../../shared/curves.ts";
import { defineExperiment } from "../../system.ts";
import { cases, text } from "../../text.ts";
import { distinguishable, summarize } from "../../verdicts.ts";
import type { Rival, RivalsFacts } from "../facts.ts";
import { losses, natsLabel } from "../figures.ts";
import { Transformer } from "../model.ts";
import { recallAt, symbols } from "../recall.ts";
import { small } from "../sweep.ts";
import { trainTransformer } from "../training.ts";
import { rivalsWords } from "../words-of-rivals.ts";

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
      const trained = await trainedAlike(one, text);
      const found: ((typeof trained)[number] & { recall: number[] })[] = [];
      for (const [k, kind] of kinds.entries()) {
        const recall: number[] = [];
        for (const distance of distances) recall.push(await recallAt(one, kind, distance));
        found.push({ ...trained[k]!, recall });
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
      timed: over(k, ({ timed }) => timed),
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
      time: distinguishable(transformer!.timed, lstm!.timed),
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
      { name: text("loss after the time of the fastest", "只给最快者的用时，损失是多少"), digits: 3 },
      ...distances.map((distance) => ({
        name: { en: `recall at distance ${distance}`, zh: `距离 ${distance} 的回忆准确率` },
        unit: "fraction" as const,
      })),
    ],
    rows: rivals.map(({ kind, parameters, nats, seconds, timed, recall }) => [
      nameOf(kind),
      parameters,
      nats,
      seconds,
      timed,
      ...recall,
    ]),
  }),

  figure: ({ rivals, distances, chance }) => ({
    kind: "panels",
    title: text("A Transformer beside recurrent networks", "Transformer 与循环神经网络"),
    columns: 2,
    panels: [
      losses(
        text("Loss after equally many characters", "读过同样多的字符之后的损失"),
        rivals.map(({ kind, nats }) => ({ kind, nats })),
        nameOf,
      ),
      losses(
        text("Loss after equal training time", "训练同样长的时间之后的损失"),
        rivals.map(({ kind, timed }) => ({ kind, nats: timed })),
        nameOf,
      ),
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

/** Result of a training on the text. */
interface Trained {
  readonly nats: number;
  readonly parameters: number;
  readonly seconds: number;
  /** Loss after the training time of the fastest network. */
  readonly timed: number;
}

/** Trains all networks on equally many characters, then the slower ones once more for the time of the fastest. */
async function trainedAlike(run: Run, text: CharacterText): Promise<Trained[]> {
  const { steps } = small(run.quick);
  const first: Omit<Trained, "timed">[] = [];
  for (const kind of kinds) {
    const start = run.seconds;
    const trained = await trainedOn(run, kind, text, steps);
    first.push({ ...trained, seconds: await run.once(`time of ${kind}`, async () => run.seconds - start) });
  }
  const least = Math.min(...first.map(({ seconds }) => seconds));
  const all: Trained[] = [];
  for (const [k, trained] of first.entries()) {
    const affordable = Math.max(1, Math.round((steps * least) / trained.seconds));
    const again = affordable === steps ? trained : await trainedOn(run, kinds[k]!, text, affordable);
    all.push({ ...trained, timed: again.nats });
  }
  return all;
}

/** Trains a network for this number of steps, and returns its loss and its size. */
async function trainedOn(
  run: Run,
  kind: Rival,
  text: CharacterText,
  steps: number,
): Promise<{ nats: number; parameters: number }> {
  const training = { ...small(run.quick), steps };
  if (kind === "Transformer") {
    const { model, nats } = await trainTransformer(run, kind, text, training);
    return { nats, parameters: parameterCount(model) };
  }
  const { batchSize, model: sizes } = training;
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
