/** Copies of sequences longer than those of the training, by the machine and by an LSTM of as many parameters. */
import { initialize } from "hebb";
import { parameterCount } from "../../shared/layers.ts";
import { curve } from "../../shared/curves.ts";
import { defineExperiment } from "../../system.ts";
import { number } from "../../quantity.ts";
import { say, text } from "../../text.ts";
import { distinguishable, summarize } from "../../verdicts.ts";
import type { LengthsFacts } from "../facts.ts";
import { experimentCopy } from "../recipes.ts";
import { Rival, hiddenFor } from "../rival.ts";
import { channels } from "../tasks.ts";
import { testOf, train, trainMachine, wrongShare } from "../training.ts";
import { lengthsWords } from "../words.ts";

/** Learning rate of the LSTM, the best of 0.001, 0.003, 0.01 and 0.02 for short sequences, in a trial. */
const rivalRate = 0.01;

/** Number of test sequences of each length. */
const tested = 50;

export const lengthsExperiment = defineExperiment<LengthsFacts>({
  question: {
    en: "Does a machine that learned to copy short sequences also copy longer ones, and does an LSTM?",
    zh: "只学过复制短序列，神经图灵机和 LSTM 网络能复制更长的吗？",
  },
  seeds: 3,

  async measure(run) {
    const copy = experimentCopy(run.quick);
    const trained = copy.sizes.length[1];
    const lengths = [1, 2, 3, 4, 6].map((halves) => (trained * halves) / 2);
    const measured = await run.overSeeds(async (one) => {
      const machine = await trainMachine(one, "machine", "copy", copy);
      const { inputs, outputs } = channels.copy;
      const lstm = new Rival(inputs, hiddenFor(parameterCount(machine), inputs, outputs), outputs);
      initialize(lstm, { seed: one.seed, scope: "LSTM" });
      await train(one, "LSTM", lstm, "copy", { ...copy, learningRate: rivalRate });
      const shares: Record<"machine" | "lstm", number[]> = { machine: [], lstm: [] };
      for (const length of lengths) {
        const sequences = testOf("copy", { length, repeats: 1 }, tested, one.seed);
        shares.machine.push(await wrongShare(machine, sequences));
        shares.lstm.push(await wrongShare(lstm, sequences));
      }
      return { ...shares, parameters: { machine: parameterCount(machine), lstm: parameterCount(lstm) } };
    });
    const summaries = (key: "machine" | "lstm") =>
      lengths.map((_, i) =>
        summarize(
          measured.map((one) => one[key][i]!),
          run.seeds,
        ),
      );
    const [machine, lstm] = [summaries("machine"), summaries("lstm")];
    const order = (length: number) => {
      const at = lengths.indexOf(length);
      return distinguishable(lstm[at]!, machine[at]!);
    };
    return {
      lengths,
      trained,
      machine,
      lstm,
      parameters: measured[0]!.parameters,
      atTrained: order(trained),
      atTwice: order(2 * trained),
    };
  },

  words: lengthsWords,

  table: ({ lengths, machine, lstm }) => ({
    columns: [
      text("length", "长度"),
      { name: text("neural Turing machine: wrong bits", "神经图灵机：错误的位"), unit: "fraction" },
      { name: text("LSTM: wrong bits", "LSTM：错误的位"), unit: "fraction" },
    ],
    rows: lengths.map((length, i) => [length, machine[i]!, lstm[i]!]),
  }),

  figure: ({ lengths, trained, machine, lstm }) => ({
    kind: "chart",
    title: text("Wrong bits by the length of the sequence", "错误的位与序列长度"),
    x: { label: text("length", "长度") },
    y: { label: text("fraction of wrong bits", "错误的位所占比例"), domain: [0, 0.5] },
    layers: [
      ...curve(text("neural Turing machine", "神经图灵机"), lengths, machine),
      ...curve(text("LSTM", "LSTM 网络"), lengths, lstm),
      {
        mark: "rule",
        name: say({ trained: number(trained) }, "longest of the training: {trained}", "训练的最大长度：{trained}"),
        axis: "x",
        value: trained,
      },
    ],
  }),
});
