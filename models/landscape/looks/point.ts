/** Look: gradient and curvature of the two-layer linear network at a point of the reader's choice. */
import { eigenSymmetric } from "hebb";
import { type Inputs, defineLook } from "../../look.ts";
import { number } from "../../quantity.ts";
import { cases, paragraph, say, text } from "../../text.ts";
import { linearChart } from "../experiments/saddle-figure.ts";
import { hessianByHand } from "../saddle.ts";

const inputs = {
  w1: { kind: "number", label: text("first weight", "第一个权重"), value: 0, min: -1.6, max: 1.6 },
  w2: { kind: "number", label: text("second weight", "第二个权重"), value: 0, min: -1.6, max: 1.6 },
} as const satisfies Inputs;

interface Facts {
  readonly w1: number;
  readonly w2: number;
  readonly loss: number;
  /** Gradient of L = ½ (1 - w₁ w₂)². */
  readonly gradient: readonly [number, number];
  readonly eigenvalues: readonly [low: number, high: number];
  readonly kind: "minimum" | "saddle point" | "not stationary";
}

/** Norm below which a gradient counts as zero. */
const tolerance = 1e-6;

export const pointLook = defineLook({
  question: {
    en: "Is this point of y = w₂ w₁ x a stationary point, and of which kind?",
    zh: "y = w₂ w₁ x 的这一点是驻点吗，是哪一种？",
  },
  inputs,

  async view({ w1, w2 }): Promise<Facts> {
    const rest = 1 - w1 * w2;
    const gradient = [-rest * w2, -rest * w1] as const;
    const [low, high] = [...eigenSymmetric(hessianByHand([w1, w2])).values] as [number, number];
    const isStationary = Math.hypot(...gradient) < tolerance;
    return {
      w1,
      w2,
      loss: rest ** 2 / 2,
      gradient,
      eigenvalues: [low, high],
      kind: !isStationary ? "not stationary" : low < -tolerance ? "saddle point" : "minimum",
    };
  },

  words: ({ loss, gradient, eigenvalues, kind }) =>
    paragraph(
      say(
        {
          loss: number(loss, { digits: 3 }),
          norm: number(Math.hypot(...gradient), { digits: 3 }),
          low: number(eigenvalues[0], { digits: 2 }),
          high: number(eigenvalues[1], { digits: 2 }),
        },
        "Here the loss is {loss}, the norm of the gradient {norm}, and the Hessian has the eigenvalues {low} and {high}.",
        "这里的损失是 {loss}，梯度的范数是 {norm}，海森矩阵的特征值是 {low} 和 {high}。",
      ),
      cases(kind, {
        minimum: text(
          "The gradient is zero and no eigenvalue is negative: a stationary point, and a minimum.",
          "梯度为零，又没有负的特征值：这是驻点，而且是极小值点。",
        ),
        "saddle point": text(
          "The gradient is zero, but one eigenvalue is negative: a stationary point, and a saddle point.",
          "梯度为零，但有一个特征值是负的：这是驻点，而且是鞍点。",
        ),
        "not stationary": text(
          "The gradient is not zero, so this is no stationary point: descent moves on from here.",
          "梯度不为零，所以不是驻点：梯度下降会从这里继续往下走。",
        ),
      }),
    ),

  figure: ({ w1, w2, gradient }) =>
    linearChart(
      text("Loss of y = w₂ w₁ x, and a step against the gradient", "y = w₂ w₁ x 的损失，以及沿负梯度的一步"),
      [
        ...(Math.hypot(...gradient) < tolerance
          ? []
          : [
              {
                mark: "arrows",
                name: text("against the gradient", "梯度的反方向"),
                arrows: [[w1, w2, -0.3 * gradient[0], -0.3 * gradient[1]]],
              } as const,
            ]),
        { mark: "points", name: text("chosen point", "选的点"), points: [[w1, w2]] },
      ],
    ),
});
