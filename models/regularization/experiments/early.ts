/** Early stopping: training and validation curves, and the epochs chosen by several values of patience. */
import type { Chart, Point } from "../../figure.ts";
import type { Run } from "../../run.ts";
import type { EnglishExperiment } from "../../system.ts";
import { type FewDigits, fewDigits } from "../../shared/few-digits.ts";
import { type TrainOptions, type Trained, measureDigits, patience as chosen, trainClassifier } from "../train.ts";

export const early: EnglishExperiment = {
  question: {
    en: "When should training stop, and for how many epochs without improvement should you wait?",
    zh: "训练到什么时候该停，验证集损失不再下降之后还要等多少个回合？",
  },
  measure: async (run) => {
    const size = run.quick ? { units: 32, epochs: 60 } : { units: 256, epochs: 100 };
    const digits = (
      await fewDigits(run.quick ? { examples: 300, validation: 500 } : { examples: 1000, validation: 2000 })
    )(run.seed);
    const options = { ...size, seed: run.seed };
    const whole = await trainClassifier(run, "none", digits, { ...options, label: "to the end" });
    const end = await measureDigits(whole.model, digits.test);
    const rows: Row[] = [];
    for (const patience of [0, 1, 2, 5, chosen, 20]) rows.push(await rowOf(run, digits, { ...options, patience }));
    const lines = rows.map((row) => [row.patience, row.stopped, row.best, row.validation, row.test]);
    return {
      answer: answerOf(whole, rows, end.loss),
      table: {
        columns: ["patience", "stopped after epoch", "best epoch", "validation cross entropy", "test cross entropy"],
        rows: [...lines, ["without", size.epochs, size.epochs, whole.validation.at(-1)!, end.loss]],
      },
      figure: figureOf(
        whole,
        rows.find(({ patience }) => patience === chosen)!,
      ),
    };
  },
};

interface Row {
  readonly patience: number;
  readonly stopped: number;
  readonly best: number;
  /** Cross entropies of the restored model, in nats. */
  readonly validation: number;
  readonly test: number;
}

async function rowOf(run: Run, digits: FewDigits, options: TrainOptions & { readonly patience: number }): Promise<Row> {
  const { patience } = options;
  const { model, validation } = await trainClassifier(run, "early", digits, {
    ...options,
    label: `patience ${patience}`,
  });
  const [held, test] = [await measureDigits(model, digits.validation), await measureDigits(model, digits.test)];
  const best = validation.indexOf(Math.min(...validation)) + 1;
  return { patience, stopped: validation.length, best, validation: held.loss, test: test.loss };
}

function figureOf({ training, validation }: Trained, { best, stopped }: Row): Chart {
  const points = (values: readonly number[]) => values.map((value, i): Point => [i + 1, value]);
  return {
    kind: "chart",
    title: "Training goes on, learning does not",
    x: { label: "epoch" },
    y: { label: "cross entropy (nats)" },
    layers: [
      { mark: "line", name: "training digits", points: points(training) },
      { mark: "line", name: "validation digits", points: points(validation) },
      { mark: "rule", name: "best epoch", axis: "x", value: best },
      { mark: "rule", name: `stopped by a patience of ${chosen}`, axis: "x", value: stopped },
    ],
  };
}

function answerOf({ training, validation }: Trained, rows: readonly Row[], end: number): string {
  const lowest = Math.min(...validation);
  const best = validation.indexOf(lowest) + 1;
  const last = validation.length;
  const of = (patience: number) => rows.find((row) => row.patience === patience)!;
  const [hasty, waiting] = [of(0), of(chosen)];
  const turned = best < last;
  return [
    turned
      ? `The validation loss is lowest after epoch ${best} (${lowest.toFixed(3)} nats) and ${validation.at(-1)!.toFixed(3)} after ` +
        `epoch ${last}, while the training loss goes on to ${training.at(-1)!.toFixed(3)}.`
      : `The validation loss still falls after epoch ${last} (${lowest.toFixed(3)} nats).`,
    `A patience of ${chosen} stops after epoch ${waiting.stopped} and gives back epoch ${waiting.best}: ${waiting.test.toFixed(3)} nats ` +
      `on the test digits, ${end.toFixed(3)} without stopping.`,
    hasty.best < waiting.best
      ? `The curve is not smooth: without patience the training ends after epoch ${hasty.stopped}, ` +
        `${(hasty.validation - waiting.validation).toFixed(3)} nats above on the validation digits.`
      : "Without patience the same epoch is found.",
  ].join(" ");
}
