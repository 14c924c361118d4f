/**
 * Compares one layer, several layers, several layers with residual connections, and one layer with as many parameters
 * as two.
 */
import type { Chart, Panels } from "../../figure.ts";
import type { Run } from "../../run.ts";
import type { EnglishExperiment, Finding } from "../../system.ts";
import { universalTags } from "hebb/data";
import { corpusOf } from "../corpus.ts";
import { weightsAbove } from "../model.ts";
import { type Exam, examOf, accuracies } from "../scores.ts";
import { type Lesson, type Shape, asLargeAs, tagAll, trainTagger } from "../training.ts";

interface Depth {
  readonly name: string;
  readonly shape: Shape;
  readonly weights: number;
  readonly predicted: Int32Array;
  readonly right: Readonly<Record<"all" | "unknown", number>>;
  readonly seconds: number;
}

export const depthExperiment: EnglishExperiment = {
  question: { en: "Does stacking more layers make the tags more accurate?", zh: "多堆叠几层，词性会标得更准吗？" },

  async measure(run: Run): Promise<Finding> {
    const [share, size, lesson]: [number, Pick<Shape, "embedding" | "hidden">, Lesson] = run.quick
      ? [0.03, { embedding: 32, hidden: 24 }, { epochs: 2, batchSize: 8, learningRate: 9e-3, multiple: 32 }]
      : [0.3, { embedding: 64, hidden: 64 }, { epochs: 2, batchSize: 16, learningRate: 9e-3, multiple: 8 }];
    const corpus = await corpusOf(share, run.quick ? 0.1 : 1);
    const exam = examOf(corpus);
    const one: Shape = { ...size, dropout: 0.1, reading: "both", layers: 1 };
    const two = { ...one, layers: 2 };
    const shapes: Record<string, Shape> = {
      "1 layer": one,
      "1 layer, wide": asLargeAs(two, one),
      "2 layers": two,
      "3 layers": { ...one, layers: 3 },
      "3 layers, residual": { ...one, layers: 3, residual: true },
    };
    const depths: Depth[] = [];
    for (const [name, shape] of Object.entries(shapes)) {
      const start = performance.now();
      const model = await trainTagger(run, name, corpus, shape, lesson);
      const seconds = (performance.now() - start) / 1000;
      const predicted = await tagAll(model, exam.part);
      const weights = weightsAbove({ ...shape, tags: universalTags.length });
      depths.push({ name, shape, weights, predicted, right: accuracies(predicted, exam), seconds });
    }
    return {
      answer: answerOf(depths, exam),
      table: {
        columns: [
          "network",
          "hidden units",
          "parameters above the embeddings",
          "right",
          "right, unknown words",
          "seconds",
        ],
        rows: depths.map(({ name, shape, weights, right, seconds }) => [
          name,
          shape.hidden,
          weights,
          right.all,
          right.unknown,
          seconds,
        ]),
      },
      figure: figureOf(depths),
    };
  },
};

function answerOf(depths: readonly Depth[], exam: Exam): string {
  const [one, wide, two, three, residual] = depths as [Depth, Depth, Depth, Depth, Depth];
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
  const z = Math.abs(difference(one, two, exam));
  const best = Math.max(two.right.all, three.right.all, residual.right.all) - one.right.all;
  return (
    `Two layers tag ${percent(two.right.all)} rightly and one layer ${percent(one.right.all)}, a difference ${z < 2 ? "within" : "beyond"} what chance gives (${z.toFixed(1)} standard errors over the words on which they differ), in ` +
    `${(two.seconds / one.seconds).toFixed(1)} times the time; one layer with as many parameters as two reaches ${percent(wide.right.all)}. ` +
    `Three layers reach ${percent(three.right.all)}, and ${percent(residual.right.all)} where each adds to what it reads: ` +
    (best < 0.002
      ? "what neighbors tell of a part of speech, one layer takes in already."
      : "the second layer reads both sides of every word around, which the first one does not.")
  );
}

/**
 * Returns McNemar's statistic for the words that exactly one of two networks tags correctly: the deviation of its share
 * from one half, in standard deviations.
 */
function difference(a: Depth, b: Depth, { part }: Exam): number {
  let [onlyA, onlyB] = [0, 0];
  for (const [i, tag] of part.tags.entries()) {
    if (a.predicted[i] === tag && b.predicted[i] !== tag) onlyA++;
    if (b.predicted[i] === tag && a.predicted[i] !== tag) onlyB++;
  }
  return (onlyB - onlyA) / Math.sqrt(Math.max(1, onlyA + onlyB));
}

function figureOf(depths: readonly Depth[]): Panels {
  const bars = (title: string, label: string, value: (depth: Depth) => number): Chart => ({
    kind: "chart",
    title,
    x: { label: "network" },
    y: { label },
    layers: [{ mark: "bars", values: depths.map((depth) => [depth.name, value(depth)]) }],
  });
  return {
    kind: "panels",
    title: "Stacked two-way networks",
    columns: 1,
    panels: [
      bars("Words that are tagged wrongly", "share that is wrong", ({ right }) => 1 - right.all),
      bars("Time of training", "seconds", ({ seconds }) => seconds),
    ],
  };
}
