/** Adam's effective learning rate of each parameter, and its course during training. */
import type { Pictures as Digits } from "hebb/data";
import type { Figure, Heatmap, Point } from "../../figure.ts";
import { courseDigits } from "../../shared/course-digits.ts";
import { defineExperiment } from "../../system.ts";
import { type Text, text } from "../../text.ts";
import { distinguishable, summarize } from "../../verdicts.ts";
import { type Quantiles, effectiveRates, settings } from "../effective-rates.ts";
import type { AdamFacts } from "../facts.ts";
import { adamWords } from "../words.ts";

const { learningRate } = settings;

export const adam = defineExperiment<AdamFacts>({
  question: {
    en: "Which learning rate does each parameter get from Adam, and how does it change during training?",
    zh: "Adam 给每个参数的学习率有多大，训练中又怎么变？",
  },
  seeds: 3,

  async measure(run) {
    const { train } = await courseDigits(run.quick ? 1000 : 5000);
    const ink = inkOf(train);
    const plan = run.quick ? { epochs: 1, stops: [1, 8] } : { epochs: 5, stops: [1, 3, 10, 30, 100, 300] };
    const measured = await run.overSeeds((one) => effectiveRates(one, train, ink, plan));
    const over = (values: readonly number[]) => summarize(values, run.seeds);
    const [rare, common] = [over(measured.map((one) => one.rare)), over(measured.map((one) => one.common))];
    const course = measured[0]!.course.map(({ update }, i) => {
      const at = (quantile: keyof Quantiles) => over(measured.map((one) => one.course[i]![quantile]));
      return { update, low: at("low"), median: at("median"), high: at("high") };
    });
    return {
      learningRate,
      examples: train.length,
      course,
      range: over(measured.map((one) => one.course.at(-1)!.high / one.course.at(-1)!.low)),
      rare,
      common,
      step: over(measured.map(({ step }) => step)),
      map: Float32Array.from(measured[0]!.map),
      ink: Float32Array.from(ink),
      pixels: distinguishable(rare, common),
      growth: distinguishable(course.at(-1)!.median, course[0]!.median),
    };
  },

  words: adamWords,

  table: ({ course }) => ({
    columns: [
      text("updates", "更新次数"),
      text("effective rate, lowest twentieth", "有效学习率，最低的二十分之一"),
      text("median", "中位数"),
      text("highest twentieth", "最高的二十分之一"),
    ],
    rows: course.map(({ update, low, median, high }) => [update, low, median, high]),
  }),

  figure: figureOf,
});

/** Returns the fraction of the digits with ink, for each pixel. */
function inkOf(digits: Digits): number[] {
  const { data } = digits.fields[0]!;
  const counts = Array<number>(784).fill(0);
  data.forEach((value, i) => (counts[i % 784]! += value > 0 ? 1 : 0));
  return counts.map((count) => count / digits.length);
}

function figureOf({ course, map, ink }: AdamFacts): Figure {
  const line = (quantile: "low" | "median" | "high") =>
    course.map((rates): Point => [rates.update, rates[quantile].mean]);
  const band = course.map(({ update, low, high }) => [update, low.mean, high.mean] as const);
  const middle = text("median; band: the middle nine tenths of the parameters", "中位数；带子：中间九成的参数");
  return {
    kind: "panels",
    title: text("Effective learning rates of Adam", "Adam 的有效学习率"),
    columns: 3,
    panels: [
      {
        kind: "chart",
        title: text("During training", "训练过程中"),
        x: { label: text("updates", "更新次数"), scale: "log" },
        y: { label: text("effective learning rate", "有效学习率"), scale: "log" },
        layers: [
          { mark: "band", name: middle, points: band },
          { mark: "line", name: middle, points: line("median") },
        ],
      },
      pixels(text("How often the pixels are inked", "各像素有墨迹的频率"), ink, {
        label: text("fraction of the digits", "数字的比例"),
      }),
      pixels(text("Effective rates of their weights", "各像素的权重的有效学习率"), map, {
        label: text("effective learning rate", "有效学习率"),
        scale: "log",
      }),
    ],
  };
}

/** Draws a value for each pixel; pixels without ink and without a gradient remain empty. */
function pixels(title: Text, values: Float32Array, options: Pick<Heatmap, "label" | "scale">): Heatmap {
  const shown = Array.from(values, (value) => (value > 0 ? value : NaN));
  return {
    kind: "heatmap",
    title,
    rows: { label: text("row", "行") },
    columns: { label: text("column", "列") },
    values: Array.from({ length: 28 }, (_, row) => shown.slice(28 * row, 28 * (row + 1))),
    ...options,
  };
}
