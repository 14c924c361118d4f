/** Answers of the experiments on products of slopes and weights, and on truncation, in both languages. */
import type { Answer } from "../answer.ts";
import { count, factor, number, ratio, seeds } from "../quantity.ts";
import { tooFewSeeds } from "../shared/phrases.ts";
import { type Text, cases, paragraph, say, text } from "../text.ts";
import { isUndecided } from "../verdicts.ts";
import type { InputCase, RadiusFacts, ScalarFacts, TruncationFacts } from "./facts.ts";

export function scalarWords({ back, weights, cases: found, closed, above }: ScalarFacts): Answer {
  const chosen = weights.findLastIndex((w) => w > 1 && w < 2);
  const left = (kind: InputCase) => found.find((one) => one.kind === kind)!.shares[chosen]!.at(-1)!;
  return {
    answer: paragraph(
      text(
        "Each step back multiplies the gradient by the weight w and by the slope of the activation function.",
        "每往回一步，梯度就要乘一次权重 w，再乘一次激活函数的斜率。",
      ),
      cases(closed, {
        equal: text(
          "Without an activation function, a power of w is left: below one it vanishes, above one it explodes.",
          "没有激活函数，剩下的就是 w 的幂：w 小于一，梯度消失；w 大于一，梯度爆炸。",
        ),
        different: text(
          "In this measurement, the gradient of the linear unit differs from the power of w by more than rounding.",
          "但这次测量中，线性单元的梯度与 w 的幂之差超出了舍入误差。",
        ),
      }),
      cases(above, {
        "all vanish": text(
          "With tanh, the gradient vanishes even for weights above one: the state settles where tanh is flat, and the small slope outweighs w.",
          "用了 tanh，w 大于一梯度照样消失：状态停在 tanh 平坦的地方，斜率太小，抵过了 w。",
        ),
        "some grow": text(
          "With tanh, the gradient of some weights above one still grows.",
          "用了 tanh，有的 w 大于一时梯度仍然越传越大。",
        ),
      }),
    ),
    evidence: say(
      {
        w: number(weights[chosen]!),
        back: count(back, "step", "steps", "步"),
        linear: factor(left("linear")),
        small: ratio(left("small")),
      },
      "With w = {w}, {back} back, the gradient of the linear unit is {linear} as large; with tanh and small inputs, {small} of it is left.",
      "w = {w} 时往回传 {back}，线性单元的梯度变成原来的 {linear}；用 tanh、输入又小，就只剩 {small}。",
    ),
    caution: text(
      "The curves are geometric means over random sequences, whose gradients differ from one another. All start after the state has settled; before, a tanh unit with a large weight can explode for some steps.",
      "曲线是许多随机序列的几何平均，单个序列的梯度会有出入。曲线从状态稳定之后算起；在那之前，权重大的 tanh 单元也可能爆炸几步。",
    ),
  };
}

export function radiusWords({ radii, cases: found, linear, inputs, vanishing }: RadiusFacts): Answer {
  const last = (kind: InputCase) => found.find((one) => one.kind === kind)!.growth.at(-1)!;
  return {
    answer: isUndecided(last("linear"))
      ? tooFewSeeds
      : paragraph(
          cases(inputs, {
            "a is larger": text(
              "No. The slope of the activation function takes part as well: the larger the inputs, the flatter tanh, and the faster the gradient shrinks.",
              "不只由 U 决定。激活函数的斜率也要乘进去：输入越大，tanh 越平，梯度缩得越快。",
            ),
            "b is larger": text(
              "No. The inputs take part as well: here, the gradient grows faster with large inputs than with small ones.",
              "不只由 U 决定，输入也有关系：这次测量中，输入大反而让梯度增长得更快。",
            ),
            unclear: text(
              "In this measurement, no influence of the inputs was found.",
              "这次测量没有发现输入的大小有什么影响。",
            ),
          }),
          cases(vanishing, {
            reached: text(
              "Gradients then vanish even where U alone would make them explode.",
              "哪怕单看 U 应该爆炸，梯度也会消失。",
            ),
            missed: text("With the largest U, gradients explode even so.", "不过 U 最大时，梯度还是会爆炸。"),
            unclear: text(
              "With the largest U and large inputs, it is unclear if gradients vanish or explode.",
              "U 最大、输入也大的时候，说不准梯度是消失还是爆炸。",
            ),
          }),
          cases(linear, {
            equal: text(
              "U decides alone only without an activation function: then its singular values are the factor of each step.",
              "只有去掉激活函数，才由 U 一个说了算：每步的倍数就是它的奇异值。",
            ),
            different: text(
              "Without an activation function, the factor differs from the singular values of U by more than rounding.",
              "去掉激活函数以后，每步的倍数与 U 的奇异值之差超出了舍入误差。",
            ),
          }),
        ),
    evidence: say(
      {
        radius: number(radii.at(-1)!),
        linear: factor(last("linear").mean),
        small: factor(last("small").mean),
        large: factor(last("large").mean),
      },
      "With all singular values at {radius}, a step back makes the gradient {linear} as large for linear units, {small} for tanh with small inputs, and {large} with large ones.",
      "奇异值都是 {radius} 时，往回一步，线性单元的梯度变成 {linear}，tanh 在输入小时变成 {small}，输入大时变成 {large}。",
    ),
    caution: say(
      { seeds: seeds(last("linear").n) },
      "Measured over {seeds}, with U equal to r times an orthogonal matrix. The singular values of a trained U differ, and the largest one is only an upper bound of the factor.",
      "用 {seeds}测量，U 取正交矩阵的 r 倍。训练出来的 U，奇异值有大有小，最大的那个只是每步倍数的上界。",
    ),
  };
}

export function truncationWords({ time, lengths, cosines, single, enough }: TruncationFacts): Answer {
  const shown = lengths.indexOf(8);
  return {
    answer: isUndecided(cosines[0]!)
      ? tooFewSeeds
      : paragraph(
          text(
            "The distant terms of a sum. The gradient of U adds up contributions from all time steps and does not vanish itself; truncation drops those that come from far back.",
            "丢掉的是和式里远处的项。U 的梯度是各个时间步的贡献之和，它自己并不会消失；截断去掉的，是从远处传来的那些贡献。",
          ),
          cases(single, {
            reached: text(
              "Through one step only, the gradient has a different direction.",
              "只回传一步，梯度的方向就偏了。",
            ),
            missed: text(
              "Here, even one step gives almost the same direction.",
              "这次测量中，只回传一步，方向也几乎没变。",
            ),
            unclear: text(
              "Here it is unclear if one step changes the direction.",
              "这次测量说不准只回传一步方向会不会变。",
            ),
          }),
          enoughWords(enough, time),
        ),
    evidence: say(
      {
        time: count(time, "step", "steps", "步"),
        one: number(cosines[0]!, { digits: 3 }),
        length: count(lengths[shown]!, "step", "steps", "步"),
        some: number(cosines[shown]!, { digits: 3 }),
      },
      "The cosine with the whole gradient over {time} is {one} through one step, and {some} through {length}.",
      "与传满 {time}的完整梯度相比，只传一步的余弦是 {one}，传 {length}是 {some}。",
    ),
    caution: say(
      { seeds: seeds(cosines[0]!.n) },
      "Measured over {seeds} on a trained simple network. Small terms are not unimportant ones: a network that never sees them cannot learn the long-range dependencies behind them.",
      "在训练好的简单循环网络上用 {seeds}测量。贡献小不等于不重要：长程依赖就藏在这些项里，看不到它们，网络就学不会。",
    ),
  };
}

function enoughWords(enough: number | null, time: number): Text {
  return enough === null || enough === time
    ? text("No smaller number of steps gives nearly the same direction.", "少传几步，方向都会有差别。")
    : text(
        "Part of the steps is enough for nearly the same direction, because the most distant terms are small.",
        "不必传满所有的步，方向就几乎一样，因为最远处的项很小。",
      );
}
