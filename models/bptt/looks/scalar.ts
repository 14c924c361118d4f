/** Look: the error terms of one tanh unit, for a recurrent weight and inputs of the reader's choice. */
import { random } from "hebb";
import type { Point } from "../../figure.ts";
import { type Inputs, defineLook } from "../../look.ts";
import { count, factor, number, ratio } from "../../quantity.ts";
import { bpttUnrolled } from "../../shared/structures/bptt.ts";
import { paragraph, say, text } from "../../text.ts";
import { remaining } from "../growth.ts";

/** Steps back of the curve, and steps of the drawn network. */
const [back, drawn] = [20, 6];

const inputs = {
  w: {
    kind: "number",
    label: text("recurrent weight w", "循环权重 w"),
    value: 1.5,
    min: -3,
    max: 3,
  },
  size: {
    kind: "number",
    label: text("standard deviation of the inputs", "输入的标准差"),
    value: 0.1,
    min: 0.001,
    max: 5,
    scale: "log",
  },
} as const satisfies Inputs;

interface UnitFacts {
  readonly w: number;
  readonly size: number;
  /** Share of the gradient left, by the number of steps back from 0. */
  readonly shares: readonly number[];
}

export const scalar = defineLook({
  question: {
    en: "One tanh unit: how much of the gradient is left for this weight and these inputs?",
    zh: "一个 tanh 神经元：权重和输入是这样时，梯度往回传还剩多少？",
  },
  inputs,

  async view({ w, size }): Promise<UnitFacts> {
    random.seed(0);
    return { w, size, shares: await remaining({ w, activation: (x) => x.tanh(), inputs: size, back }) };
  },

  words({ w, shares }) {
    const values = { w: number(w), back: count(back, "step", "steps", "步") };
    const [left, power] = [shares.at(-1)!, Math.abs(w) ** back];
    return paragraph(
      left < 1
        ? say(
            { ...values, left: ratio(left) },
            "With w = {w}, {left} of the gradient is left {back} further back: it vanishes.",
            "w = {w} 时，往回传 {back}，梯度只剩 {left}：消失。",
          )
        : say(
            { ...values, left: factor(left) },
            "With w = {w}, the gradient is {left} as large {back} further back: it does not vanish.",
            "w = {w} 时，往回传 {back}，梯度变成 {left}：没有消失。",
          ),
      power < 1
        ? say({ left: ratio(power) }, "Without tanh, {left} of it would be left.", "没有 tanh，会剩下 {left}。")
        : say({ left: factor(power) }, "Without tanh, it would be {left} as large.", "没有 tanh，会变成 {left}。"),
    );
  },

  figure({ w, shares }) {
    const near = Array.from({ length: drawn }, (_, i) => shares[drawn - 1 - i]!);
    return {
      kind: "panels",
      title: text("Error terms of one tanh unit", "一个 tanh 神经元的误差项"),
      columns: 1,
      panels: [
        bpttUnrolled({ steps: drawn, magnitudes: near }),
        {
          kind: "chart",
          title: text("Share of the gradient that is left", "梯度还剩多少"),
          x: { label: text("steps back", "往回的步数") },
          y: { label: "|∂h_T / ∂h_k|", scale: "log" },
          layers: [
            { mark: "line", name: text("tanh", "tanh 单元"), points: shares.map((share, d): Point => [d, share]) },
            {
              mark: "line",
              name: text("without tanh: a power of w", "没有 tanh：w 的幂"),
              points: shares.map((_, d): Point => [d, Math.abs(w) ** d]),
              dashed: true,
            },
          ],
        },
      ],
    };
  },
});
