/** Norms of states over time: additive states grow, gated ones do not. */
import { compile, type Tensor } from "hebb";
import type { Run } from "../../run.ts";
import type { EnglishExperiment, Finding } from "../../system.ts";
import { formulas, kinds } from "../model.ts";
import { tasks } from "../tasks.ts";
import { trainReader } from "../training.ts";

export const statesExperiment: EnglishExperiment = {
  question: {
    en: "Does the hidden state keep growing if every step adds something to it, and do gates prevent that?",
    zh: "每一步都往隐状态上加新信息，它会不会越来越大，有了门控还会这样吗？",
  },

  async measure(run: Run): Promise<Finding> {
    const settings = run.quick
      ? { hidden: 32, examples: 1000, epochs: 8, learningRate: 1e-2 }
      : { hidden: 64, examples: 6000, epochs: 60, learningRate: 5e-3 };
    const task = tasks.parity;
    const length = 4 * task.length;
    const [inputs] = task.data(length, { train: 0, test: 100 }, run.seed).test.batches(100, { shuffle: false });
    const norms: number[][] = [];
    for (const kind of kinds) {
      const model = await trainReader(run, kind, task, settings);
      const sizes = compile((bits: Tensor) => model.states(task.encode(bits)).norm(-1).mean(0));
      norms.push([...(await sizes(inputs![0]).array())]);
    }
    const growth = norms.map((values) => values.at(-1)! / values[task.length - 1]!);
    const at = (kind: (typeof kinds)[number]) => kinds.indexOf(kind);
    const additive = growth[at("additive")]!;
    return {
      answer:
        `On parity, from step ${task.length} to step ${length} the state of h + g(x, h) grows to ${additive.toFixed(2)} times its size, that of the GRU to ` +
        `${growth[at("GRU")]!.toFixed(2)} and of the LSTM to ${growth[at("LSTM")]!.toFixed(2)} times. ` +
        (additive > 1.2
          ? "What is only added to is never taken back: the larger h, the flatter tanh around U h, until nothing new is taken in. Gates bound the state by what they forget."
          : "Here the sum has found a way to stay small; nothing makes it do so, while gates bound the state by what they forget."),
      table: {
        columns: ["step", ...kinds.map((kind) => formulas[kind])],
        rows: Array.from({ length }, (_, t) => [t + 1, ...norms.map((values) => values[t]!)]),
      },
      figure: {
        kind: "chart",
        title: "Size of the state while bits are read",
        x: { label: "step" },
        y: { label: "mean of |h|", scale: "log" },
        layers: [
          ...kinds.map((kind, i) => ({
            mark: "line" as const,
            name: formulas[kind],
            points: norms[i]!.map((norm, t) => [t + 1, norm] as const),
          })),
          { mark: "rule", axis: "x", value: task.length, name: "trained length" },
        ],
      },
    };
  },
};
