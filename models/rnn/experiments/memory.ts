/** Memory curve: accuracy of sums by the number of digits. */
import { trainDigitSum } from "../../shared/digit-sum.ts";
import type { Cell } from "../../shared/language.ts";
import type { Run } from "../../run.ts";
import type { Experiment, Finding } from "../../system.ts";

const cells: readonly Cell[] = ["SRN", "LSTM"];

export const memoryExperiment: Experiment = {
  question: {
    en: "How far back can a simple recurrent network remember?",
    zh: "简单循环网络能记住多久以前的输入？",
  },

  async measure(run: Run): Promise<Finding> {
    const lengths = run.quick ? [5, 10] : [5, 10, 15, 20, 25, 30, 35];
    const epochs = run.quick ? 6 : 20;
    const shares = new Map<Cell, number[]>(cells.map((cell) => [cell, []]));
    for (const cell of cells) {
      for (const length of lengths) shares.get(cell)!.push((await trainDigitSum(run, { cell, length, epochs })).dev);
    }
    const share = (cell: Cell, i: number) => `${(100 * shares.get(cell)![i]!).toFixed(1)} %`;
    const last = lengths.length - 1;
    const lost = lengths.find((_, i) => shares.get("SRN")![i]! < 0.5);
    return {
      answer:
        `The sum of the first two digits is told rightly in ${share("SRN", 0)} of the sequences of ${lengths[0]} digits and in ${share("SRN", last)} of those of ${lengths[last]} by ` +
        `the simple network, by the LSTM in ${share("LSTM", 0)} and ${share("LSTM", last)}. ` +
        (lost === undefined
          ? "Both still know it at every length that was tried."
          : `From ${lost} digits on the simple network tells less than half: the gradient from the sum to the first digits has faded before it arrives.`),
      table: {
        columns: ["digits", ...cells.map((cell) => `accuracy of the ${cell}`)],
        rows: lengths.map((length, i) => [length, ...cells.map((cell) => shares.get(cell)![i]!)]),
      },
      figure: {
        kind: "chart",
        title: "DigitSum: the sum of the first two of L digits",
        x: { label: "digits L" },
        y: { label: "share told rightly", domain: [0, 1] },
        layers: cells.flatMap((name) => {
          const points = lengths.map((length, i) => [length, shares.get(name)![i]!] as const);
          return [{ mark: "line", name, points } as const, { mark: "points", name, points } as const];
        }),
      },
    };
  },
};
