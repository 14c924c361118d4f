/** Accuracy of each recurrence on sequences longer than those of the training. */
import type { Run } from "../../run.ts";
import type { EnglishExperiment, Finding } from "../../system.ts";
import { type Kind, formulas, kinds } from "../model.ts";
import { tasks } from "../tasks.ts";
import { measure, trainReader } from "../training.ts";

const factors = [1, 1.5, 2, 3, 4];

/** Accuracies of a network on a task, from the training length upward. */
interface Row {
  readonly task: string;
  readonly kind: Kind;
  readonly shares: readonly number[];
}

export const lengthsExperiment: EnglishExperiment = {
  question: {
    en: "What can a recurrent network no longer compute if its hidden state depends on the previous one only linearly, and do gates help?",
    zh: "如果循环神经网络的隐状态之间只有线性关系，哪些任务会做不到，加上门控能补回来吗？",
  },

  async measure(run: Run): Promise<Finding> {
    const settings = run.quick
      ? { hidden: 32, examples: 1000, epochs: 8, learningRate: 1e-2 }
      : { hidden: 64, examples: 6000, epochs: 60, learningRate: 5e-3 };
    const rows: Row[] = [];
    for (const task of Object.values(tasks)) {
      for (const kind of kinds) {
        const model = await trainReader(run, kind, task, settings);
        const shares = [];
        for (const factor of factors)
          shares.push(await measure(model, task, Math.round(factor * task.length), run.seed));
        rows.push({ task: task.title, kind, shares });
      }
    }
    return {
      answer: answerOf(rows),
      table: {
        columns: ["task", "recurrence", ...factors.map((factor) => `${factor} times the trained length`)],
        rows: rows.map(({ task, kind, shares }) => [task, formulas[kind], ...shares]),
      },
      figure: {
        kind: "panels",
        title: "Right answers beyond the trained length",
        columns: 3,
        panels: Object.values(tasks).map(({ title, length }) => ({
          kind: "chart",
          title,
          x: { label: title === "copying" ? "delay" : "length" },
          y: { label: "share of right answers", domain: [0, 1] },
          layers: rows
            .filter(({ task }) => task === title)
            .map(({ kind, shares }) => ({
              mark: "line" as const,
              name: formulas[kind],
              points: shares.map((share, i) => [factors[i]! * length, share] as const),
            })),
        })),
      },
    };
  },
};

function answerOf(rows: readonly Row[]): string {
  const share = (title: string, kind: Kind, at = 0) => {
    const row = rows.find(({ task, kind: own }) => task === title && own === kind)!;
    return `${(100 * row.shares.at(at)!).toFixed(1)} %`;
  };
  const gated = (title: string) => `GRU ${share(title, "GRU")} and LSTM ${share(title, "LSTM")}`;
  return (
    `h + g(x) adds up: ${share("running sum", "linear")} of the running sums are right, and ${share("running sum", "linear", -1)} at four times the length; but its state is a ` +
    `sum and nothing else, so it gets ${share("parity", "linear")} of the parities (${gated("parity")}) and ${share("copying", "linear")} of the copies. h + g(x, h) depends on itself ` +
    `(parity ${share("parity", "additive")}, sums ${share("running sum", "additive")}, copies ${share("copying", "additive")}) but only ever adds. Gates can also forget: sums ${gated("running sum")}, ` +
    `copies ${gated("copying")}, yet at four times the length the LSTM's sums fall to ${share("running sum", "LSTM", -1)}.`
  );
}
