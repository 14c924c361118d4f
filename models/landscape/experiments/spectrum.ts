/** Hessian at the start of a training, early in it, and where it comes to rest, from usual weights and from zero. */
import type { Chart, Figure } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { bars } from "../../shared/curves.ts";
import { defineExperiment } from "../../system.ts";
import { cases, text } from "../../text.ts";
import { summarize } from "../../verdicts.ts";
import { type Digits, networkOf, smallDigits } from "../digits.ts";
import type { SpectrumFacts, Stage, StageName } from "../facts.ts";
import { type Descended, type Rest, descendToRest, placeOf } from "../rest.ts";
import { spectrumWords } from "../words.ts";

/** Norm below which the gradient counts as zero, and rounding errors of eigenvalues. */
const [tolerance, rounding] = [1e-5, 1e-5];
const limit = 40_000;

interface Size {
  readonly side: number;
  readonly hidden: number;
  readonly examples: number;
  readonly strength: number;
  readonly early: number;
}
const sizes: Readonly<Record<"full" | "quick", Size>> = {
  full: { side: 7, hidden: 6, examples: 500, strength: 0.003, early: 100 },
  quick: { side: 4, hidden: 4, examples: 200, strength: 0.01, early: 30 },
};

/** Both descents with one seed. */
interface Descents {
  readonly stages: Readonly<Record<StageName, Rest>>;
  readonly usual: Descended["gradients"];
  readonly zero: Descended["gradients"];
}

export const spectrum = defineExperiment<SpectrumFacts>({
  question: {
    en: "Does training come to rest in a minimum or at a saddle point?",
    zh: "训练最后停下来的地方，是极小值点还是鞍点？",
  },
  seeds: 3,

  async measure(run) {
    const size = run.quick ? sizes.quick : sizes.full;
    const { train } = await smallDigits(size.examples, { side: size.side });
    const measured = await run.overSeeds((one) => descentsOf(one, train, size));
    const stages = stageNames.map((stage) =>
      stageOf(
        run,
        stage,
        measured.map(({ stages }) => stages[stage]),
      ),
    );
    const isAtRest = ({ gradient }: Rest) => gradient < 2 * tolerance;
    const all = (stage: StageName, holds: (place: Rest) => boolean) =>
      measured.every(({ stages }) => holds(stages[stage]));
    const [first] = measured as [Descents];
    return {
      stages,
      spectra: stageNames.map((stage) => ({ stage, values: Float32Array.from(first.stages[stage].eigenvalues) })),
      descents: (["usual", "zero"] as const).map((start) => ({ start, gradients: first[start] })),
      size: first.stages.rest.eigenvalues.length,
      strength: size.strength,
      tolerance,
      early: all("early", (place) => negativeOf(place) > 0) ? "curved downward" : "not everywhere",
      end: all("rest", isAtRest)
        ? all("rest", (place) => negativeOf(place) === 0)
          ? "minima"
          : "saddle points"
        : "not at rest",
      zero: all("zero", (place) => isAtRest(place) && negativeOf(place) > 0) ? "saddle points" : "other points",
    };
  },

  words: spectrumWords,

  table: ({ stages }) => ({
    columns: [
      text("place", "位置"),
      { name: text("updates", "更新次数"), digits: 0 },
      { name: text("loss", "损失"), digits: 3 },
      text("norm of the gradient", "梯度的范数"),
      text("smallest eigenvalue", "最小特征值"),
      text("largest eigenvalue", "最大特征值"),
      { name: text("negative eigenvalues", "负特征值的个数"), digits: 0 },
    ],
    rows: stages.map(({ stage, update, loss, gradient, lowest, highest, negative }) => [
      stageText(stage),
      update,
      loss,
      gradient,
      lowest,
      highest,
      negative,
    ]),
  }),

  figure: figureOf,
});

const stageNames: readonly StageName[] = ["start", "early", "rest", "zero"];

async function descentsOf(run: Run, digits: Digits, size: Size): Promise<Descents> {
  const { strength, early, hidden } = size;
  const options = { strength, tolerance, limit };
  const usual = networkOf(digits, hidden, run.seed);
  const start = await run.once("start", () => placeOf(usual, digits, strength, 0));
  const first = await descendToRest(run, usual, digits, { ...options, label: "usual weights", early });
  const zero = networkOf(digits, hidden, run.seed);
  for (const { weight } of [zero.hidden, zero.output])
    await weight.set(new Float32Array(weight.shape[0]! * weight.shape[1]!));
  const second = await descendToRest(run, zero, digits, { ...options, label: "weights of zero" });
  return {
    // A training that is at rest before the early update has no other place.
    stages: { start, early: first.places[0]!, rest: first.places.at(-1)!, zero: second.places.at(-1)! },
    usual: first.gradients,
    zero: second.gradients,
  };
}

const negativeOf = ({ eigenvalues }: Rest): number => eigenvalues.filter((value) => value < -rounding).length;

function stageOf(run: Run, stage: StageName, places: readonly Rest[]): Stage {
  const over = (value: (place: Rest) => number) => summarize(places.map(value), run.seeds);
  return {
    stage,
    update: over(({ update }) => update),
    loss: over(({ loss }) => loss),
    gradient: over(({ gradient }) => gradient),
    lowest: over(({ eigenvalues }) => eigenvalues[0]!),
    highest: over(({ eigenvalues }) => eigenvalues.at(-1)!),
    negative: over(negativeOf),
  };
}

function figureOf({ stages, spectra, descents }: SpectrumFacts): Figure {
  return {
    kind: "panels",
    title: text("Gradient and curvature until the training rests", "一直训练到停下来：梯度和曲率"),
    columns: 3,
    panels: [
      {
        kind: "chart",
        title: text("Norm of the gradient", "梯度的范数"),
        x: { label: text("updates", "更新次数"), scale: "log" },
        y: { label: text("norm", "范数"), scale: "log" },
        layers: descents.map(({ start, gradients }) => ({
          mark: "line",
          name: cases(start, {
            usual: text("usual weights", "通常的权重"),
            zero: text("weights of zero", "权重全为零"),
          }),
          points: gradients,
        })),
      },
      {
        kind: "chart",
        title: text("Negative eigenvalues", "负特征值的个数"),
        x: { label: text("place", "位置") },
        y: { label: text("number", "个数") },
        layers: bars(stages.map(({ stage, negative }) => [stageText(stage), negative])),
      },
      ranks(spectra),
    ],
  };
}

/** Number of the smallest eigenvalues that are drawn. */
const smallest = 80;

function ranks(spectra: SpectrumFacts["spectra"]): Chart {
  return {
    kind: "chart",
    title: text("The smallest eigenvalues", "最小的一些特征值"),
    x: { label: text("rank", "从小到大的次序") },
    y: { label: text("eigenvalue", "特征值") },
    layers: [
      { mark: "rule", axis: "y", value: 0 },
      ...spectra.map(({ stage, values }) => {
        const points = Array.from(values.subarray(0, smallest), (value, rank) => [rank + 1, value] as const);
        return { mark: "line", name: stageText(stage), points } as const;
      }),
    ],
  };
}

const stageText = (stage: StageName) =>
  cases(stage, {
    start: text("start", "起点"),
    early: text("early in training", "训练初期"),
    rest: text("at rest", "停下之后"),
    zero: text("at rest, from zero", "从零开始，停下之后"),
  });
