/** The stack in one float: its value during pushes and pops, and the limit of its precision. */
import type { Figure } from "../../figure.ts";
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import type { StackFacts } from "../facts.ts";
import { courseFigure } from "../pictures.ts";
import { capacityOf, courseOf, precisions, pushAndPop, recallByLength } from "../stack.ts";
import { stackWords } from "../words.ts";

const longest = 32;

export const stackExperiment = defineExperiment<StackFacts>({
  question: {
    en: "Are recurrent networks really Turing complete, and how large a stack fits into one floating-point number?",
    zh: "循环神经网络真的图灵完备吗，一个浮点数里又能存下多深的栈？",
  },

  async measure(run) {
    const drawn = run.quick ? 10 : 200;
    const [f32, f64] = [
      await recallByLength(precisions[0]!, longest, drawn),
      await recallByLength(precisions[1]!, longest, drawn),
    ];
    return {
      shares: { f32, f64 },
      single: capacityOf(f32),
      double: capacityOf(f64),
      words: drawn + 2,
      course: await courseOf(pushAndPop([1, 0, 1, 1])),
    };
  },

  words: stackWords,

  table: ({ shares }) => ({
    columns: [
      text("symbols", "符号个数"),
      { name: text("words recalled, single precision", "单精度下取回的词"), unit: "fraction" },
      { name: text("words recalled, double precision", "双精度下取回的词"), unit: "fraction" },
    ],
    rows: shares.f32.map((share, i) => [i + 1, share, shares.f64[i]!]),
  }),

  figure: ({ course, shares }): Figure => ({
    kind: "panels",
    title: text("A stack in one number", "用一个数存下的栈"),
    columns: 1,
    panels: [
      courseFigure(course),
      {
        kind: "chart",
        title: text("Words that come back whole", "能原样取回的词"),
        x: { label: text("symbols on the stack", "栈里的符号个数") },
        y: { label: text("share of words", "词的比例"), domain: [0, 1] },
        layers: (["f32", "f64"] as const).map((name) => ({
          mark: "line",
          name: name === "f32" ? text("single precision", "单精度") : text("double precision", "双精度"),
          points: shares[name].map((share, length) => [length + 1, share] as const),
        })),
      },
    ],
  }),
});
