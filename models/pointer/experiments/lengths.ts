/** Hulls of more points than in training, with and without a mask of the points that were chosen. */
import type { Panels, Point } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { defineExperiment } from "../../system.ts";
import { type Text, text } from "../../text.ts";
import { type Summary, distinguishable, summarize, trend } from "../../verdicts.ts";
import { coverage, exactness, pointing, testProblems } from "../evaluation.ts";
import type { LengthsFacts } from "../facts.ts";
import { fullTraining, trainPointer } from "../training.ts";
import { lengthsWords } from "../words.ts";

export const lengthsExperiment = defineExperiment<LengthsFacts>({
  question: {
    en: "Does a pointer network handle more inputs than it saw in training?",
    zh: "输入比训练时见过的还多，指针网络还行吗？",
  },
  seeds: 3,

  async measure(run) {
    const longest = run.quick ? 5 : fullTraining.longest;
    const lengths = run.quick ? [4, 5, 7] : [5, 8, 10, 15, 20, 30];
    const training = { ...fullTraining, shortest: lengths[0]!, longest, steps: run.quick ? 80 : 8000 };
    const measured = await run.overSeeds(async (one) => {
      const model = await trainPointer(one, "hull", training);
      const found = [];
      for (const length of lengths) found.push(await measureLength(one, model, length));
      return found;
    });
    const over = (key: keyof (typeof measured)[number][number]): Summary[] =>
      lengths.map((_, i) =>
        summarize(
          measured.map((found) => found[i]![key]),
          run.seeds,
        ),
      );
    const [masked, unmasked] = [over("masked"), over("unmasked")];
    return {
      lengths,
      longest,
      masked,
      unmasked,
      area: over("area"),
      repeated: over("repeated"),
      fading: trend(masked.slice(lengths.indexOf(longest))),
      masking: distinguishable(masked.at(-1)!, unmasked.at(-1)!),
    };
  },

  words: lengthsWords,

  table: ({ lengths, masked, unmasked, area, repeated }) => ({
    columns: [
      text("points", "点数"),
      { name: text("exact, masked", "全对（带掩码）"), unit: "fraction" },
      { name: text("exact, unmasked", "全对（不带掩码）"), unit: "fraction" },
      { name: text("area covered", "覆盖的面积"), unit: "fraction" },
      { name: text("unmasked answers that repeat a point", "不带掩码时重复选点的比例"), unit: "fraction" },
    ],
    rows: lengths.map((length, i) => [length, masked[i]!, unmasked[i]!, area[i]!, repeated[i]!]),
  }),

  figure: figureOf,
});

async function measureLength(run: Run, model: Awaited<ReturnType<typeof trainPointer>>, length: number) {
  const problems = await testProblems("hull", length, run.quick ? 200 : 1000);
  const [masked, unmasked] = [
    await pointing(model, length, true)(problems),
    await pointing(model, length, false)(problems),
  ];
  const repeats = unmasked.filter((answer) => new Set(answer).size < answer.length).length;
  return {
    masked: exactness("hull", problems, masked),
    unmasked: exactness("hull", problems, unmasked),
    area: coverage(problems, masked),
    repeated: repeats / problems.length,
  };
}

function figureOf({ lengths, longest, masked, unmasked, area }: LengthsFacts): Panels {
  const x = { label: text("points", "点数") };
  const rule = { mark: "rule", name: text("most in training", "训练时的最多点数"), axis: "x", value: longest } as const;
  const line = (name: Text, summaries: readonly Summary[]) => {
    const points = summaries.map(({ mean }, i): Point => [lengths[i]!, mean]);
    return [{ mark: "line", name, points } as const, { mark: "points", name, points } as const];
  };
  return {
    kind: "panels",
    title: text("Convex hulls of more points than in training", "点数超过训练范围的凸包"),
    columns: 2,
    panels: [
      {
        kind: "chart",
        title: text("Exact answers", "答案全对的比例"),
        x,
        y: { label: text("fraction", "比例"), domain: [0, 1] },
        layers: [
          rule,
          ...line(text("with a mask", "带掩码"), masked),
          ...line(text("without a mask", "不带掩码"), unmasked),
        ],
      },
      {
        kind: "chart",
        title: text("Area of the hull that is covered", "覆盖的凸包面积"),
        x,
        y: { label: text("fraction of the area", "面积比例"), domain: [0, 1] },
        layers: [rule, ...line(text("with a mask", "带掩码"), area)],
      },
    ],
  };
}
