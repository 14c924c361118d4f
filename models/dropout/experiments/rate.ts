/** The choice of the dropout rates by the cross entropy on validation digits. */
import type { Chart, Point } from "../../figure.ts";
import type { EnglishExperiment } from "../../system.ts";
import { fewDigits } from "../../shared/few-digits.ts";
import { chosen, measureDigits, trainClassifier } from "../digits.ts";
import type { Probabilities } from "../model.ts";
import { mean, std } from "../../shared/statistics.ts";

const candidates: readonly Probabilities[] = [
  { input: 0, hidden: 0 },
  { input: 0, hidden: 0.5 },
  { input: 0.2, hidden: 0.5 },
  { input: 0.4, hidden: 0.5 },
  { input: 0.6, hidden: 0.25 },
  { input: 0.6, hidden: 0.5 },
  { input: 0.8, hidden: 0.5 },
];

interface Row {
  readonly probabilities: Probabilities;
  /** Lowest validation cross entropy for each seed, in nats. */
  readonly validation: readonly number[];
  readonly test: readonly number[];
}

export const rate: EnglishExperiment = {
  question: {
    en: "What share of the pixels and of the hidden units should be dropped?",
    zh: "输入像素和隐藏神经元，各丢弃多大比例合适？",
  },

  async measure(run) {
    const digits = await fewDigits(
      run.quick ? { examples: 300, validation: 300, test: 1000 } : { examples: 1000, validation: 2000 },
    );
    const size = run.quick ? { units: 64, epochs: 15 } : { units: 256, epochs: 60 };
    const rows: Row[] = [];
    for (const probabilities of run.quick ? candidates.slice(2, 4) : candidates) {
      const [validation, test]: [number[], number[]] = [[], []];
      for (let i = 0; i < (run.quick ? 1 : 2); i++) {
        // Separate from the seeds of all recipes, so that the rates are not chosen on their digits.
        const seed = 1e6 + 1000 * run.seed + i;
        const label = `${nameOf(probabilities)}, seed ${i + 1}`;
        const drawn = digits(seed);
        const trained = await trainClassifier(run, drawn, probabilities, { ...size, seed, label });
        validation.push(Math.min(...trained.validation));
        test.push((await measureDigits(trained.model, drawn.test)).loss);
      }
      rows.push({ probabilities, validation, test });
    }
    return {
      answer: answerOf(rows),
      table: {
        columns: ["pixels dropped", "units dropped", "validation cross entropy", "spread", "test cross entropy"],
        rows: rows.map(({ probabilities: { input, hidden }, validation, test }) => {
          return [input, hidden, mean(validation), validation.length > 1 ? std(validation) : "-", mean(test)];
        }),
      },
      figure: figureOf(rows),
    };
  },
};

const nameOf = ({ input, hidden }: Probabilities) => `${input} / ${hidden}`;

function answerOf(rows: readonly Row[]): string {
  const best = rows.reduce((a, b) => (mean(b.validation) < mean(a.validation) ? b : a));
  const same = nameOf(best.probabilities) === nameOf(chosen);
  return (
    `Of these, to drop ${best.probabilities.input} of the pixels and ${best.probabilities.hidden} of the hidden units gives the ` +
    `lowest cross entropy of validation digits, ${mean(best.validation).toFixed(4)} nats; ` +
    `${same ? "the recipe does so" : `the recipe drops ${chosen.input} and ${chosen.hidden}`}.`
  );
}

function figureOf(rows: readonly Row[]): Chart {
  const values = rows.map(({ probabilities, validation }) => [nameOf(probabilities), mean(validation)] as const);
  const seeds = rows.flatMap(({ validation }, i) => validation.map((loss): Point => [i, loss]));
  return {
    kind: "chart",
    title: "How much is dropped",
    x: { label: "pixels / hidden units dropped" },
    y: { label: "cross entropy of validation digits (nats)" },
    layers: [
      { mark: "bars", values },
      { mark: "points", name: "each seed", points: seeds },
    ],
  };
}
