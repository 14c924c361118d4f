/** Heat maps of |∂L_t/∂h_k| for three kinds of cells, before and after training. */
import { Tensor } from "hebb";
import type { Heatmap } from "../../figure.ts";
import type { Cell } from "../../shared/language.ts";
import type { Run } from "../../run.ts";
import type { EnglishExperiment, Finding } from "../../system.ts";
import { fading, influence } from "../influence.ts";
import { cells, reading } from "../reading.ts";

const time = 40;
/** Number of steps back at which gradients are compared. */
const distance = 20;

export const gradientsExperiment: EnglishExperiment = {
  question: {
    en: "Why do the gradients of a recurrent network vanish, and how do gates help?",
    zh: "循环神经网络的梯度为什么会消失，门又起了什么作用？",
  },

  async measure(run: Run): Promise<Finding> {
    const steps = run.quick ? 60 : 1500;
    const { passage, reader, teach } = await reading(run, time);
    const maps: Heatmap[] = [];
    const shares: Record<Cell, [before: number, after: number]> = {
      SRN: [NaN, NaN],
      GRU: [NaN, NaN],
      LSTM: [NaN, NaN],
    };
    for (const cell of cells) {
      const model = reader(cell);
      const look = async (when: string) => {
        const tokens = (start: number) => Tensor.from(passage.slice(start, start + time), [1, time], "i32");
        const values = await influence(model, tokens(0), tokens(1));
        maps.push(heatmap(`${cell} ${when}`, values));
        const faded = fading(values, distance + 1);
        return faded[distance]! / faded[0]!;
      };
      const before = await look("before training");
      await teach(model, cell, steps);
      shares[cell] = [before, await look(`after ${steps} steps`)];
    }
    const list = (when: 0 | 1) => cells.map((cell) => `${cell} ${shares[cell][when].toExponential(1)}`).join(", ");
    const strongest = cells.reduce((best, cell) => (shares[cell][1] > shares[best][1] ? cell : best));
    return {
      answer:
        `Of the gradient ∂L_t/∂h_t, this share is left ${distance} steps further back: ${list(0)} before training, ${list(1)} after ${steps} steps ` +
        `on Austen's text. Each step back multiplies by diag(f′) Uᵀ, so that the share falls like the ${distance}th power of that factor; a gate lets ` +
        `the state through by a factor near 1 where it is open, and the ${strongest} keeps most.`,
      table: {
        columns: ["cell", "share left before training", "share left after training"],
        rows: cells.map((cell) => [cell, ...shares[cell]]),
      },
      figure: {
        kind: "panels",
        title: "How strongly the loss at t depends on the state at k: |∂L_t/∂h_k|",
        columns: 2,
        sameScale: true,
        panels: maps,
      },
    };
  },
};

function heatmap(title: string, values: readonly (readonly number[])[]): Heatmap {
  return {
    kind: "heatmap",
    title,
    rows: { label: "state at k" },
    columns: { label: "loss at t" },
    values,
    scale: "log",
    label: "|∂L_t/∂h_k|",
  };
}
