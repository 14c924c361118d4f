/** Singular values of the recurrent Jacobian for three kinds of cells, before and after training. */
import type { Chart, Point } from "../../figure.ts";
import type { Cell } from "../../shared/language.ts";
import type { Run } from "../../run.ts";
import type { EnglishExperiment, Finding } from "../../system.ts";
import { jacobians, singularValues } from "../jacobian.ts";
import { cells, reading } from "../reading.ts";
import { median } from "../../shared/statistics.ts";

/** Number of steps that a gradient flows back. */
const span = 20;
/** Minimum singular value over `span` steps of a direction that counts as remembered. */
const remembered = 0.01;

/** Singular values of a cell after some training steps: geometric means over the text, in descending order. */
interface Spectrum {
  readonly cell: Cell;
  readonly steps: number;
  readonly one: readonly number[];
  readonly many: readonly number[];
}

export const jacobianExperiment: EnglishExperiment = {
  question: {
    en: "Going back one time step, does the gradient shrink equally in all directions?",
    zh: "往回传一个时间步，梯度在各个方向上缩小得一样多吗？",
  },

  async measure(run: Run): Promise<Finding> {
    const [steps, time] = run.quick ? [60, span + 4] : [1500, span + 20];
    const { passage, reader, teach } = await reading(run, time);
    const spectra: Spectrum[] = [];
    for (const cell of cells) {
      const model = reader(cell);
      const look = async (trained: number) => {
        const spectrum = async (length: number) => means((await jacobians(model, passage, length)).map(singularValues));
        spectra.push({ cell, steps: trained, one: await spectrum(1), many: await spectrum(span) });
      };
      await look(0);
      await teach(model, cell, steps);
      await look(steps);
    }
    return {
      answer: answerOf(spectra.filter(({ steps: trained }) => trained > 0)),
      table: {
        columns: [
          "cell",
          "steps of training",
          "largest, one step",
          "median, one step",
          `largest, ${span} steps`,
          `median, ${span} steps`,
          `directions that keep ${remembered} over ${span} steps`,
        ],
        rows: spectra.map(({ cell, steps: trained, one, many }) => {
          return [cell, trained, one[0]!, median(one), many[0]!, median(many), kept(many)];
        }),
      },
      figure: {
        kind: "panels",
        title: "Singular values of the recurrent Jacobian, mean over a text",
        columns: 3,
        panels: [
          ...cells.map((cell) => chart(cell, spectra, "one")),
          ...cells.map((cell) => chart(cell, spectra, "many")),
        ],
      },
    };
  },
};

function answerOf(trained: readonly Spectrum[]): string {
  const each = (text: (spectrum: Spectrum) => string) => trained.map(text).join(", ");
  const [most] = [...trained].sort((a, b) => kept(b.many) - kept(a.many));
  return (
    `It multiplies the gradient by the transposed Jacobian, each direction by a singular value. After training the largest of one step is on average ` +
    `${each(({ cell, one }) => `${one[0]!.toFixed(2)} (${cell})`)}, the median ${each(({ cell, one }) => `${median(one).toFixed(2)} (${cell})`)}. Directions turn from step to step, so that over ` +
    `${span} steps the largest is ${each(({ cell, one, many }) => `${many[0]!.toExponential(1)} (${cell}, the power would be ${(one[0]! ** span).toExponential(1)})`)}: ` +
    `explosion of one step need not be one of many. At least ${remembered} is left of ${each(({ cell, many }) => `${kept(many)} of ${many.length} directions (${cell})`)}; the ${most!.cell} remembers the most.`
  );
}

/** Returns the geometric means of the singular values of equal rank. */
function means(spectra: readonly (readonly number[])[]): number[] {
  return spectra[0]!.map((_, i) =>
    Math.exp(spectra.reduce((sum, values) => sum + Math.log(Math.max(values[i]!, 1e-12)), 0) / spectra.length),
  );
}

function kept(values: readonly number[]): number {
  return values.filter((value) => value >= remembered).length;
}

function chart(cell: Cell, spectra: readonly Spectrum[], which: "one" | "many"): Chart {
  return {
    kind: "chart",
    title: `${cell}, ${which === "one" ? "one step" : `${span} steps`}`,
    x: { label: "direction" },
    y: { label: "singular value", scale: "log", domain: which === "one" ? [1e-4, 10] : [1e-8, 10] },
    layers: [
      { mark: "rule", axis: "y", value: 1, name: "keeps the length" },
      ...spectra
        .filter((spectrum) => spectrum.cell === cell)
        .map((spectrum) => ({
          mark: "line" as const,
          name: spectrum.steps === 0 ? "before training" : "after training",
          points: spectrum[which].map((value, i): Point => [i + 1, value]),
        })),
    ],
  };
}
