/** The pointer network: sorting numbers, and the convex hull of points. */
import { type Recipe, defineSystem } from "../system.ts";
import type { Run } from "../run.ts";
import * as setting from "../shared/settings.ts";
import { text } from "../text.ts";
import { beams, probabilitiesOf } from "./decoding.ts";
import { coverage, exactness, pointing, testProblems } from "./evaluation.ts";
import { beamExperiment } from "./experiments/beam.ts";
import { lengthsExperiment } from "./experiments/lengths.ts";
import { sumExperiment } from "./experiments/sum.ts";
import type { Point } from "./geometry.ts";
import { hull } from "./looks/hull.ts";
import type { PointerNetwork } from "./model.ts";
import { page } from "./page.ts";
import { hullChart, pointerMap } from "./pictures.ts";
import { below } from "./tasks.ts";
import { fullTraining, trainPointer } from "./training.ts";

interface PointerRecipe extends Recipe {
  readonly hidden: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly shortest: number;
  readonly longest: number;
  /** Training steps of each task. */
  readonly sortSteps: number;
  readonly hullSteps: number;
}

export const system = defineSystem<PointerRecipe>({
  place: [4, 3],
  chapter: "attention",
  title: { en: "Pointer network", zh: "指针网络" },
  summary: {
    en: "pointer network that sorts numbers and finds the convex hull of points by pointing to its inputs",
    zh: "指针网络，用指向输入的方式给数字排序、求点集的凸包",
  },
  metrics: {
    sort_5: {
      meaning: { en: "lists of 5 numbers sorted exactly", zh: "5 个数的列表全部排对的比例" },
      unit: "fraction",
    },
    sort_10: {
      meaning: { en: "lists of 10 numbers sorted exactly", zh: "10 个数的列表全部排对的比例" },
      unit: "fraction",
    },
    sort_10_unmasked: {
      meaning: {
        en: "lists of 10 numbers sorted exactly if a number can be chosen twice",
        zh: "不遮住已选的数时，10 个数的列表全部排对的比例",
      },
      unit: "fraction",
      isHeadline: true,
    },
    hull_5: {
      meaning: { en: "convex hulls of 5 points found exactly", zh: "5 个点的凸包全对的比例" },
      unit: "fraction",
    },
    hull_10: {
      meaning: { en: "convex hulls of 10 points found exactly", zh: "10 个点的凸包全对的比例" },
      unit: "fraction",
    },
    hull_area: {
      meaning: {
        en: "mean area of the hulls of 10 points that the answers cover",
        zh: "10 个点的凸包，平均覆盖的面积",
      },
      unit: "fraction",
    },
  },
  recipes: {
    full: {
      ...fullTraining,
      sortSteps: 16_000,
      hullSteps: 20_000,
      bars: [
        { metric: "sort_5", op: ">=", value: 0.99 },
        { metric: "sort_10", op: ">=", value: 0.95 },
        { metric: "hull_5", op: ">=", value: 0.92 },
        { metric: "hull_10", op: ">=", value: 0.84 },
        { metric: "hull_area", op: ">=", value: 0.995 },
      ],
    },
    quick: {
      ...fullTraining,
      shortest: 3,
      longest: 5,
      sortSteps: 700,
      hullSteps: 800,
      bars: [
        { metric: "sort_5", op: ">=", value: 0.75 },
        { metric: "hull_5", op: ">=", value: 0.5 },
      ],
    },
  },

  settings: {
    hidden: setting.hiddenUnits("hidden", { max: 256 }),
    batchSize: setting.batchSize("batchSize"),
    learningRate: setting.learningRate("learningRate"),
    sortSteps: setting.steps("sortSteps", { of: { en: "sorting", zh: "排序" } }),
    hullSteps: setting.steps("hullSteps", { of: { en: "convex hull", zh: "凸包" } }),
  },

  async train(run, { sortSteps, hullSteps, ...settings }) {
    const sorter = run.keep("sort", await trainPointer(run, "sort", { ...settings, steps: sortSteps }));
    const wrapper = run.keep("hull", await trainPointer(run, "hull", { ...settings, steps: hullSteps }));
    run.keepText("settings.json", JSON.stringify({ hidden: settings.hidden }));
    await drawExamples(run, sorter, wrapper, settings.longest);
    const { exact: sort_5 } = await measure("sort", sorter, 5);
    const { exact: hull_5 } = await measure("hull", wrapper, 5);
    if (settings.longest < 10) return { sort_5, hull_5 };
    const { exact: sort_10 } = await measure("sort", sorter, 10);
    const { exact: sort_10_unmasked } = await measure("sort", sorter, 10, false);
    const { exact: hull_10, area: hull_area } = await measure("hull", wrapper, 10);
    return { sort_5, sort_10, sort_10_unmasked, hull_5, hull_10, hull_area };
  },

  experiments: { sum: sumExperiment, lengths: lengthsExperiment, beam: beamExperiment },
  looks: { hull },
  page,
});

async function measure(name: "sort" | "hull", model: PointerNetwork, length: number, masked = true) {
  const problems = await testProblems(name, length);
  const answers = await pointing(model, length, masked)(problems);
  return {
    exact: exactness(name, problems, answers),
    area: name === "hull" ? coverage(problems, answers) : Number.NaN,
  };
}

/** Draws the pointers over a list of numbers, and over the points of a hull. */
async function drawExamples(run: Run, sorter: PointerNetwork, wrapper: PointerNetwork, length: number): Promise<void> {
  const [list] = await testProblems("sort", length, 1);
  const sorted = await beams(sorter, length)(list!, 1);
  const numbers = list!.inputs.map(([value]) => String(Math.round(value! * below)));
  run.draw("sort", pointerMap(await probabilitiesOf(sorter, list!, sorted.answer), numbers));
  const [points] = await testProblems("hull", length, 1);
  const { answer } = await beams(wrapper, length)(points!, 1);
  const probabilities = await probabilitiesOf(wrapper, points!, answer);
  const example = { points: points!.inputs as unknown as Point[], hull: points!.answer, answer, probabilities };
  run.draw("hull", {
    kind: "panels",
    title: text("A convex hull by pointing", "用指针求凸包"),
    columns: 2,
    panels: [hullChart(example, text("Points and hull", "点集与凸包")), pointerMap(probabilities)],
  });
}
