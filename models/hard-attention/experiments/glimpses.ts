/** Places that a trained network looks at, against the same network with random places. */
import { mnist } from "hebb/data";
import type { Panels, Point, Words } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import { distinguishable, summarize } from "../../verdicts.ts";
import type { Course, GlimpsesFacts } from "../facts.ts";
import { glanceFigure, glancesOf, nextFigure } from "../glancing.ts";
import { experimentTraining, trainingDigits } from "../recipes.ts";
import { type Score, scoreOf, trainGlimpses } from "../training.ts";
import { glimpsesWords } from "../words.ts";

export const glimpsesExperiment = defineExperiment<GlimpsesFacts>({
  question: {
    en: "Where does a trained network look, and is this better than looking anywhere?",
    zh: "训练好的网络看哪里，比随便看看好多少？",
  },
  seeds: 3,

  async measure(run) {
    const { train, test } = await mnist();
    const training = experimentTraining(run.quick);
    const count = run.quick ? 1000 : test.length;
    const digits = train.take(trainingDigits(run.quick));
    const measured = await run.overSeeds(async (one) => {
      const model = await trainGlimpses(one, "learned places", digits, training);
      const learned = await scoreOf(model, test, count);
      const examples = await glancesOf(model, test, 3);
      const other = await trainGlimpses(one, "random places", digits, training, "random");
      return { learned, random: await scoreOf(other, test, count, "random"), examples };
    });
    const learned = courseOf(
      run,
      measured.map((one) => one.learned),
    );
    const random = courseOf(
      run,
      measured.map((one) => one.random),
    );
    return {
      learned,
      random,
      order: distinguishable(learned.accuracy.at(-1)!, random.accuracy.at(-1)!),
      looking: distinguishable(learned.accuracy[0]!, learned.accuracy.at(-1)!),
      size: training.size,
      scales: training.scales,
      examples: measured[0]!.examples,
    };
  },

  words: glimpsesWords,

  table: ({ learned, random }) => ({
    columns: [
      text("glimpses", "注视次数"),
      { name: text("accuracy, learned places", "准确率，学到的位置"), unit: "fraction" },
      { name: text("accuracy, random places", "准确率，随机的位置"), unit: "fraction" },
      { name: text("pixels from the digit, learned", "与数字的距离（像素），学到的位置"), digits: 1 },
      { name: text("pixels from the digit, random", "与数字的距离（像素），随机的位置"), digits: 1 },
    ],
    rows: learned.accuracy.map((accuracy, t) => [
      t + 1,
      accuracy,
      random.accuracy[t]!,
      learned.distance[t]!,
      random.distance[t]!,
    ]),
  }),

  figure: figureOf,
});

function courseOf(run: Run, scores: readonly Score[]): Course {
  const each = (pick: (one: Score) => readonly number[]) =>
    pick(scores[0]!).map((_, t) =>
      summarize(
        scores.map((one) => pick(one)[t]!),
        run.seeds,
      ),
    );
  return { accuracy: each(({ after }) => after), distance: each(({ distances }) => distances) };
}

function figureOf({ learned, random, examples, size, scales }: GlimpsesFacts): Panels {
  const line = (name: Words, course: Course, key: keyof Course) => ({
    mark: "line" as const,
    name,
    points: course[key].map(({ mean }, t): Point => [t + 1, mean]),
  });
  const chart = (title: Words, label: Words, key: keyof Course) =>
    ({
      kind: "chart",
      title,
      x: { label: text("glimpse", "第几次注视") },
      y: { label },
      layers: [
        line(text("learned places", "学到的位置"), learned, key),
        line(text("random places", "随机的位置"), random, key),
      ],
    }) as const;
  return {
    kind: "panels",
    title: text("Looking with learned and with random places", "看学到的位置，和看随机的位置"),
    columns: 2,
    panels: [
      ...examples.flatMap((one) => [glanceFigure(one, { size, scales }), nextFigure(one)]),
      chart(
        text("Accuracy after each glimpse", "每次注视之后的准确率"),
        text("test accuracy", "测试准确率"),
        "accuracy",
      ),
      chart(
        text("Distance from the middle of the digit", "离数字中心的距离"),
        text("distance in pixels", "距离（像素）"),
        "distance",
      ),
    ],
  };
}
