/** A bidirectional memory as a classifier of digits, beside the nearest class mean. */
import type { Chart } from "../../figure.ts";
import { mean } from "../../shared/statistics.ts";
import { defineExperiment } from "../../system.ts";
import { type Text, cases, text } from "../../text.ts";
import { distinguishable, summarize } from "../../verdicts.ts";
import { classify } from "../classify.ts";
import type { ClassifierFacts, Way } from "../facts.ts";
import { type BitDigits, bitDigits } from "../patterns.ts";
import { classifierWords } from "../words.ts";

const ways: readonly Way[] = ["all, one pass", "all, settled", "class pictures, settled", "nearest mean"];
const chance = 0.1;

export const classifier = defineExperiment<ClassifierFacts>({
  question: {
    en: "Can a hetero-associative memory act as a classifier?",
    zh: "异联想记忆能当分类器用吗？",
  },
  seeds: 5,

  async measure(run) {
    const sizes = { train: 0, test: 0 };
    const measured = await run.overSeeds(async (one) => {
      const split = await bitDigits(one.seed);
      const parts = run.quick ? { train: split.train, test: firstOf(split.test, 100) } : split;
      Object.assign(sizes, { train: parts.train.labels.length, test: parts.test.labels.length });
      return one.once("accuracies", () => classify(parts));
    });
    const accuracies = ways.map((way) => ({
      way,
      accuracy: summarize(
        measured.map((found) => found[way]),
        run.seeds,
      ),
    }));
    const [onePass, settled, , nearest] = accuracies.map(({ accuracy }) => accuracy);
    return {
      ...sizes,
      ways: accuracies,
      order: distinguishable(onePass!, nearest!),
      usable: mean(onePass!.values) > 2 * chance ? "above chance" : "at chance",
      settling: distinguishable(onePass!, settled!),
    };
  },

  words: classifierWords,

  table: ({ ways }) => ({
    columns: [text("classifier", "分类器"), { name: text("test accuracy", "测试准确率"), unit: "fraction" }],
    rows: ways.map(({ way, accuracy }) => [wayWords(way), accuracy]),
  }),

  figure: ({ ways }): Chart => ({
    kind: "chart",
    title: text("Test accuracy on digits", "数字的测试准确率"),
    x: { label: text("classifier", "分类器") },
    y: { label: text("accuracy", "准确率"), domain: [0, 1] },
    layers: [
      { mark: "bars", values: ways.map(({ way, accuracy }) => [wayWords(way), accuracy.mean] as const) },
      { mark: "rule", axis: "y", value: chance, name: text("chance", "随机猜测") },
    ],
  }),
});

const firstOf = ({ x, labels }: BitDigits, count: number): BitDigits => ({
  x: x.slice([0, count]),
  labels: labels.slice(0, count),
});

const wayWords = (way: Way): Text =>
  cases(way, {
    "all, one pass": text("all digits, one pass", "存全部数字，读一次"),
    "all, settled": text("all digits, settled", "存全部数字，读到稳定"),
    "class pictures, settled": text("class pictures, settled", "只存各类的标准图，读到稳定"),
    "nearest mean": text("nearest mean", "最近均值"),
  });
