/** Look: the computational graph of the logistic function at a point of the reader's choice. */
import { type Inputs, defineLook } from "../../look.ts";
import { number } from "../../quantity.ts";
import { say, text } from "../../text.ts";
import { flowFigure, flowOf } from "../flow.ts";

const value = (label: { en: string; zh: string }, start: number) =>
  ({ kind: "number", label, value: start, min: -10, max: 10 }) as const;

const inputs = {
  x: value(text("input x", "输入 x"), 1),
  w: value(text("weight w", "权重 w"), 0.5),
  b: value(text("bias b", "偏置 b"), -1),
} as const satisfies Inputs;

export const chain = defineLook({
  question: {
    en: "Which values flow forward and which adjoints back, for these numbers?",
    zh: "取这几个数，往前流的值和往回流的伴随值各是多少？",
  },
  inputs,

  view: (chosen) => flowOf(chosen),

  words({ nodes }) {
    const of = (name: string) => nodes.find((node) => node.name === name)!;
    const adjoint = (name: string) => number(of(name).adjoint, { digits: 3 });
    return say(
      { result: number(of("h6").value, { digits: 3 }), w: adjoint("w"), b: adjoint("b"), x: adjoint("x") },
      "The result is {result}. One pass back gives its derivatives {w} by w, {b} by b and {x} by x.",
      "结果是 {result}。往回走一遍，对 w、b、x 的导数分别是 {w}、{b}、{x}。",
    );
  },

  figure: flowFigure,
});
