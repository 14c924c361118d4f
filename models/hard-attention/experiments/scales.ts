/** Glimpses at one scale and at two, with learned and with random places. */
import { mnist } from "hebb/data";
import type { Panels, Point } from "../../figure.ts";
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import { type Summary, distinguishable, summarize, trend } from "../../verdicts.ts";
import type { ScalesFacts } from "../facts.ts";
import { sightName } from "../names.ts";
import { oneScale, smallTraining, trainingDigits, twoScales } from "../recipes.ts";
import { scoreOf, trainGlimpses } from "../training.ts";
import { scalesWords } from "../words.ts";

const sights = [oneScale, twoScales] as const;
const ways = ["sampled", "random"] as const;

export const scalesExperiment = defineExperiment<ScalesFacts>({
  question: {
    en: "How many glimpses are needed, and how much should one show?",
    zh: "要看几次才够，一次该看多大一块？",
  },
  seeds: 3,

  async measure(run) {
    const { train, test } = await mnist();
    const count = run.quick ? 1000 : test.length;
    const digits = train.take(trainingDigits(run.quick));
    const measured = await run.overSeeds(async (one) => {
      const found: (readonly number[])[][] = [];
      for (const sight of sights) {
        const courses: (readonly number[])[] = [];
        for (const way of ways) {
          const label = `${sight.scales.length} scales, ${way}`;
          const model = await trainGlimpses(one, label, digits, smallTraining(run.quick, sight), way);
          courses.push((await scoreOf(model, test, count, way)).after);
        }
        found.push(courses);
      }
      return found;
    });
    const course = (s: number, w: number): Summary[] =>
      measured[0]![s]![w]!.map((_, t) =>
        summarize(
          measured.map((one) => one[s]![w]![t]!),
          run.seeds,
        ),
      );
    const gains = sights.map((_, s) =>
      summarize(
        measured.map((one) => one[s]![0]!.at(-1)! - one[s]![1]!.at(-1)!),
        run.seeds,
      ),
    );
    const facts = sights.map((sight, s) => {
      const [learned, random] = [course(s, 0), course(s, 1)];
      return { ...sight, learned, random, order: distinguishable(learned.at(-1)!, random.at(-1)!) };
    });
    return {
      sights: facts,
      glimpses: trend(facts[0]!.learned),
      gain: distinguishable(gains[0]!, gains[1]!),
      learned: distinguishable(facts[0]!.learned.at(-1)!, facts[1]!.learned.at(-1)!),
    };
  },

  words: scalesWords,

  table: ({ sights }) => ({
    columns: [
      text("glimpses", "注视次数"),
      ...sights.flatMap((sight) => {
        const { en, zh } = sightName(sight);
        return [
          { name: { en: `${en}, learned places`, zh: `${zh}，学到的位置` }, unit: "fraction" as const },
          { name: { en: `${en}, random places`, zh: `${zh}，随机的位置` }, unit: "fraction" as const },
        ];
      }),
    ],
    rows: sights[0]!.learned.map((_, t) => [
      t + 1,
      ...sights.flatMap(({ learned, random }) => [learned[t]!, random[t]!]),
    ]),
  }),

  figure: figureOf,
});

function figureOf({ sights }: ScalesFacts): Panels {
  const points = (course: readonly Summary[]) => course.map(({ mean }, t): Point => [t + 1, mean]);
  return {
    kind: "panels",
    title: text("Accuracy by the number of glimpses", "准确率与注视次数"),
    columns: 2,
    panels: sights.map((sight) => ({
      kind: "chart" as const,
      title: sightName(sight),
      x: { label: text("glimpses", "注视次数") },
      y: { label: text("test accuracy", "测试准确率"), domain: [0, 1] as const },
      layers: [
        { mark: "line" as const, name: text("learned places", "学到的位置"), points: points(sight.learned) },
        { mark: "line" as const, name: text("random places", "随机的位置"), points: points(sight.random) },
      ],
    })),
  };
}
