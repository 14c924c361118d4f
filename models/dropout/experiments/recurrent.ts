/** Dropout of a recurrent state with a new mask at each step, and with one mask per sequence. */
import type { Layer, Point } from "../../figure.ts";
import type { EnglishExperiment } from "../../system.ts";
import { type Way, trainReader, ways } from "../reader.ts";
import { mean, std } from "../../shared/statistics.ts";
import { seedOf } from "../../shared/few-digits.ts";

const names: Readonly<Record<Way, string>> = {
  none: "nothing dropped",
  step: "a mask for each step",
  sequence: "a mask for each sequence",
};

interface Cell {
  readonly length: number;
  readonly way: Way;
  readonly losses: number[];
  readonly accuracies: number[];
}

export const recurrent: EnglishExperiment = {
  question: {
    en: "In a recurrent network, why use one dropout mask for the whole sequence instead of a new one at each step?",
    zh: "循环神经网络用暂退法时，为什么整个序列共用一个掩码，而不是每步换一个？",
  },

  async measure(run) {
    const lengths = run.quick ? [6] : [4, 6, 8, 10, 12];
    const seeds = run.quick ? 2 : 3;
    const size = run.quick ? { examples: 1000, epochs: 15 } : { examples: 2000, epochs: 20 };
    const cells: Cell[] = [];
    for (const length of lengths) {
      for (const way of ways) {
        const cell: Cell = { length, way, losses: [], accuracies: [] };
        for (let i = 0; i < seeds; i++) {
          const label = `${names[way]}, ${length} digits, seed ${i + 1} of ${seeds}`;
          const options = { ...size, hidden: 64, probability: 0.25, way, length, seed: seedOf(run, i) };
          const { loss, accuracy } = await trainReader(run, label, options);
          cell.losses.push(loss);
          cell.accuracies.push(accuracy);
        }
        cells.push(cell);
      }
    }
    return {
      answer: answerOf(cells, lengths),
      table: {
        columns: ["digits", "dropout of the state", "test cross entropy", "spread", "test accuracy"],
        rows: cells.map(({ length, way, losses, accuracies }) => {
          return [length, names[way], mean(losses), std(losses), mean(accuracies)];
        }),
      },
      figure: {
        kind: "chart",
        title: "The sum of the first two digits, remembered to the end",
        x: { label: "digits in the sequence" },
        y: {
          label: "test cross entropy (nats)",
          domain: [0, Math.max(...cells.map(({ losses }) => mean(losses))) * 1.05],
        },
        layers: ways.flatMap((way): Layer[] => {
          const points = cells
            .filter((cell) => cell.way === way)
            .map((cell): Point => [cell.length, mean(cell.losses)]);
          return [
            { mark: "line", name: names[way], points },
            { mark: "points", name: names[way], points },
          ];
        }),
      },
    };
  },
};

function answerOf(cells: readonly Cell[], lengths: readonly number[]): string {
  const of = (length: number, way: Way) =>
    mean(cells.find((cell) => cell.length === length && cell.way === way)!.losses);
  const better = lengths.filter((length) => of(length, "sequence") < of(length, "step"));
  const [shortest, longest] = [lengths[0]!, lengths.at(-1)!];
  const [none, step, sequence] = ways.map((way) => of(longest, way).toFixed(3));
  const gap = (length: number) => of(length, "step") - of(length, "sequence");
  const helps = lengths.filter((length) => of(length, "sequence") < of(length, "none"));
  const parts = [
    `At the same share of dropped units, one mask for a sequence is better than one for each step at ${better.length} of ` +
      `${lengths.length} lengths; for ${longest} digits the test cross entropy is ${sequence} against ${step} nats, and ${none} without dropout.`,
  ];
  if (longest > shortest && gap(longest) > gap(shortest)) {
    parts.push(
      `The longer the sequence, the more it matters: from ${gap(shortest).toFixed(3)} nats for ${shortest} digits to ` +
        `${gap(longest).toFixed(3)}, since masks that change put new noise on the memory at each step, while one mask for ` +
        "all steps is one thinned network, θ_m, that reads the whole sequence.",
    );
  }
  parts.push(
    helps.length === 0
      ? "The sums have no noise to be fitted, so that dropping does not pay here: what is seen is what masks do to memory."
      : `At ${helps.length} of them it is better than no dropout too.`,
  );
  return parts.join(" ");
}
