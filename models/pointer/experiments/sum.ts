/** Pointing against summing: the same network with a pointer, and with a weighted sum and a classifier. */
import type { Point } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import { distinguishable, summarize } from "../../verdicts.ts";
import { exactness, pointing, testProblems } from "../evaluation.ts";
import type { SumFacts } from "../facts.ts";
import { PointerNetwork } from "../model.ts";
import { SummingNetwork } from "../summing.ts";
import { fullTraining, teach } from "../training.ts";
import { sumWords } from "../words.ts";

export const sumExperiment = defineExperiment<SumFacts>({
  question: {
    en: "Why does a pointer network not add up what it attends to?",
    zh: "指针网络为什么不需要加权汇总？",
  },
  seeds: 3,

  async measure(run) {
    const longest = run.quick ? 5 : fullTraining.longest;
    const lengths = run.quick ? [3, 5, 7] : [5, 6, 8, 10, 12, 15];
    const steps = run.quick ? 80 : 4000;
    const known = lengths.filter((length) => length <= longest);
    const measured = await run.overSeeds((one) => measureSeed(one, { longest, lengths, known, steps }));
    const over = (key: "pointer" | "summing", i: number) =>
      summarize(
        measured.map((found) => found[key][i]!),
        run.seeds,
      );
    const pointer = lengths.map((_, i) => over("pointer", i));
    const summing = known.map((_, i) => over("summing", i));
    const last = known.length - 1;
    return { lengths, longest, pointer, summing, order: distinguishable(pointer[last]!, summing[last]!) };
  },

  words: sumWords,

  table: ({ lengths, pointer, summing }) => ({
    columns: [
      text("numbers to sort", "排序的数字个数"),
      { name: text("exact, pointer", "全对（指针）"), unit: "fraction" },
      { name: text("exact, sum and classifier", "全对（加权和再分类）"), unit: "fraction" },
    ],
    rows: lengths.map((length, i) => [
      length,
      pointer[i]!,
      summing[i] ?? text("has no such outputs", "没有对应的输出"),
    ]),
  }),

  figure: ({ lengths, longest, pointer, summing }) => ({
    kind: "chart",
    title: text("Sorting by a pointer, and by a sum and a classifier", "排序：用指针，还是加权和再分类"),
    x: { label: text("numbers to sort", "排序的数字个数") },
    y: { label: text("lists sorted exactly", "排序全对的比例"), domain: [0, 1] },
    layers: [
      { mark: "rule", name: text("longest in training", "训练时的最大长度"), axis: "x", value: longest },
      ...(
        [
          [text("pointer", "指针"), pointer],
          [text("sum and classifier", "加权和再分类"), summing],
        ] as const
      ).flatMap(([name, summaries]) => {
        const points = summaries.map(({ mean }, i): Point => [lengths[i]!, mean]);
        return [{ mark: "line", name, points } as const, { mark: "points", name, points } as const];
      }),
    ],
  }),
});

interface Sizes {
  readonly longest: number;
  readonly lengths: readonly number[];
  readonly known: readonly number[];
  readonly steps: number;
}

async function measureSeed(run: Run, { longest, lengths, known, steps }: Sizes) {
  const shortest = Math.min(...lengths);
  const training = { ...fullTraining, shortest, longest, steps };
  const { hidden } = training;
  const networks = {
    pointer: new PointerNetwork({ features: 1, hidden }),
    summing: new SummingNetwork({ features: 1, hidden, longest }),
  };
  const found = { pointer: [] as number[], summing: [] as number[] };
  for (const kind of ["pointer", "summing"] as const) {
    await teach(run, networks[kind], "sort", training, `sort, ${kind}`);
    for (const length of kind === "pointer" ? lengths : known) {
      const problems = await testProblems("sort", length);
      found[kind].push(exactness("sort", problems, await pointing(networks[kind], length, true)(problems)));
    }
  }
  return found;
}
