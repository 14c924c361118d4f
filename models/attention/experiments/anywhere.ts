/** The same attention added to three networks: an MLP over a set, a CNN and an RNN. */
import type { Tensor } from "hebb";
import { Embedding, Linear, Module, compile, concat, crossEntropy, relu } from "hebb";
import type { Run } from "../../run.ts";
import { defineExperiment } from "../../system.ts";
import { cases, text } from "../../text.ts";
import { type Summary, distinguishable, summarize } from "../../verdicts.ts";
import type { AnywhereFacts, Host } from "../facts.ts";
import { glyphAccuracy, trainGlyphs } from "../glyphs.ts";
import { digitCount, letterCount } from "../model.ts";
import { Answerer, type ReaderKind } from "../reader.ts";
import { drawRecall, testRecall } from "../recall.ts";
import { sentenceAccuracy, trainSentences } from "../sentences.ts";
import { descend } from "../training.ts";
import { anywhereWords } from "../words-of-networks.ts";
import { nameOf } from "./picture.ts";

interface Trial {
  readonly host: Host;
  /** Reader of the network without attention. */
  readonly without: ReaderKind;
  /** Returns the accuracy after training with this reader. */
  readonly train: (run: Run, reader: ReaderKind) => Promise<number>;
}

const trials: readonly Trial[] = [
  { host: "MLP over a set", without: "mean", train: trainSet },
  {
    host: "CNN",
    without: "max",
    train: async (run, reader) => glyphAccuracy(await trainGlyphs(run, reader, run.quick ? 60 : 2500)),
  },
  {
    host: "RNN",
    without: "last",
    async train(run, reader) {
      const model = await trainSentences(run, { reader, hidden: 16, steps: run.quick ? 60 : 2000 });
      const { topic, sentiment } = await sentenceAccuracy(model);
      return (topic + sentiment) / 2;
    },
  },
];

export const anywhereExperiment = defineExperiment<AnywhereFacts>({
  question: {
    en: "Can attention be added to any network: to an MLP, a CNN and an RNN?",
    zh: "注意力真的是“网络部件”吗：加到 MLP、CNN 和 RNN 上都管用吗？",
  },
  seeds: 3,

  async measure(run) {
    const measured = await run.overSeeds(async (one) => {
      const found: (readonly [without: number, attention: number])[] = [];
      for (const { without, train } of trials) found.push([await train(one, without), await train(one, "attention")]);
      return found;
    });
    const hosts = trials.map(({ host, without }, i) => {
      const over = (k: 0 | 1): Summary =>
        summarize(
          measured.map((found) => found[i]![k]),
          run.seeds,
        );
      const [accuracy, attention] = [over(0), over(1)];
      return { host, without: { reader: without, accuracy }, attention, order: distinguishable(attention, accuracy) };
    });
    const better = hosts.filter(({ order }) => order === "a is larger").length;
    return { hosts, verdict: better === hosts.length ? "all better" : better > 0 ? "some better" : "none better" };
  },

  words: anywhereWords,

  table: ({ hosts }) => ({
    columns: [
      text("network", "网络"),
      text("reading without attention", "没有注意力时的读法"),
      { name: text("accuracy without attention", "没有注意力的准确率"), unit: "fraction" },
      { name: text("accuracy with attention", "有注意力的准确率"), unit: "fraction" },
    ],
    rows: hosts.map(({ host, without, attention }) => [
      hostName(host),
      nameOf(without.reader),
      without.accuracy,
      attention,
    ]),
  }),

  figure: ({ hosts }) => ({
    kind: "chart",
    title: text("Attention added to three networks", "在三种网络上加注意力"),
    x: { label: text("network", "网络") },
    y: { label: text("accuracy", "准确率"), domain: [0, 1] },
    layers: [
      {
        mark: "bars",
        name: text("without attention", "没有注意力"),
        values: hosts.map(({ host, without }) => [hostName(host), without.accuracy.mean] as const),
      },
      {
        mark: "bars",
        name: text("with attention", "有注意力"),
        values: hosts.map(({ host, attention }) => [hostName(host), attention.mean] as const),
      },
    ],
  }),
});

/** An MLP that is applied to each pair of a list, and a reader over the pairs. */
class SetNetwork extends Module {
  readonly letters = new Embedding(letterCount, 16);
  readonly digits = new Embedding(digitCount, 16);
  readonly hidden = new Linear(32, 64);
  readonly output = new Linear(64, 32);
  readonly answerer: Answerer;

  constructor(reader: ReaderKind) {
    super();
    this.answerer = new Answerer({ reader, features: 32, questions: letterCount, classes: digitCount });
  }

  forward(letters: Tensor, digits: Tensor, asked: Tensor): Tensor {
    const pairs = concat([this.letters.forward(letters), this.digits.forward(digits)], -1);
    return this.answerer.forward(this.output.forward(relu(this.hidden.forward(pairs))), asked);
  }
}

/** Pairs of a list. */
const pairs = 8;

async function trainSet(run: Run, reader: ReaderKind): Promise<number> {
  const model = new SetNetwork(reader);
  const draw = compile(() => drawRecall(64, pairs));
  await descend(run, `set, ${reader}`, model, {
    steps: run.quick ? 60 : 3000,
    learningRate: 3e-3,
    batch: async () => draw(),
    loss: (letters, digits, asked, answers) => crossEntropy(model.forward(letters, digits, asked), answers),
  });
  const [letters, digits, asked, answers] = await testRecall(pairs);
  return compile(() => model.forward(letters, digits, asked).argmax(-1).equal(answers).mean())().item();
}

const hostName = (host: Host) =>
  cases(host, {
    "MLP over a set": text("MLP over a set", "MLP（集合）"),
    CNN: text("CNN", "CNN"),
    RNN: text("RNN", "RNN"),
  });
