/** Headings and short texts of all pages. */
import type { Text } from "../../models/language.ts";

export const labels = {
  derivation: { en: "Derivation, beside the code", zh: "推导，对照代码" },
  predict: { en: "Predict first", zh: "先猜一猜" },
  measured: { en: "Measured", zh: "实测" },
  training: { en: "The full training", zh: "完整训练的结果" },
  change: { en: "Change something", zh: "动手改一改" },
  exercise: { en: "Exercise", zh: "习题" },
  answer: { en: "Answer", zh: "看答案" },
  table: { en: "All numbers", zh: "全部数据" },
  caution: { en: "Caution", zh: "当心" },
  cautionWord: { en: "Caution: ", zh: "注意：" },
  colon: { en: ": ", zh: "：" },
  unmeasured: { en: "Not measured yet. Run:", zh: "还没有测量，运行：" },
  quick: {
    en: "Measured with the quick recipe: little data and short training.",
    zh: "用快速配置测量：数据少，训练短。",
  },
  metric: { en: "metric", zh: "指标" },
  value: { en: "value", zh: "结果" },
  bar: { en: "bar", zh: "达标线" },
  meaning: { en: "meaning", zh: "含义" },
} as const satisfies Readonly<Record<string, Text>>;
