/** Answers of the experiments on back-propagation by hand in both languages. */
import type { Answer } from "../answer.ts";
import { count, factor, nats, number, percent, ratio, seeds } from "../quantity.ts";
import { tooFewSeeds } from "../shared/phrases.ts";
import { cases, paragraph, say, text } from "../text.ts";
import { isUndecided } from "../verdicts.ts";
import type { DeltasFacts, RegularizerFacts } from "./facts.ts";

export function deltasWords({ flows, layers, vanishing, loss }: DeltasFacts): Answer {
  const [logistic, tanh] = flows;
  return {
    answer: paragraph(
      text(
        "The error term of a layer comes from that of the next layer: sent back through its weights, then multiplied by the slope of the activation.",
        "一层的误差项由后一层算出：沿着权重往回传，再乘以激活函数的斜率。",
      ),
      isUndecided(logistic!.loss)
        ? tooFewSeeds
        : paragraph(
            cases(vanishing, {
              "a is larger": text(
                "With the logistic function it shrinks far more on the way than with tanh, because the slope is small everywhere.",
                "用 Logistic 函数，误差一路上比用 tanh 缩小得多，因为斜率处处都小。",
              ),
              "b is larger": text(
                "In this measurement it shrinks less with the logistic function than with tanh.",
                "在这次测量里，用 Logistic 函数反而比用 tanh 缩小得少。",
              ),
              unclear: text(
                "How much reaches the first layer shows no measurable difference between the logistic function and tanh.",
                "能传到第一层的有多少，Logistic 函数和 tanh 没有测出差别。",
              ),
            }),
            cases(loss, {
              "a is larger": text(
                "After equal training, the loss is larger with the logistic function.",
                "训练同样的步数，用 Logistic 函数的损失更大。",
              ),
              "b is larger": text(
                "After equal training, the loss is smaller with the logistic function.",
                "训练同样的步数，用 Logistic 函数的损失更小。",
              ),
              unclear: text(
                "After equal training, no measurable difference of the losses.",
                "训练同样的步数，损失没有测出差别。",
              ),
            }),
          ),
    ),
    evidence: say(
      {
        logistic: percent(logistic!.shares[0]!),
        tanh: percent(tanh!.shares[0]!),
        high: nats(logistic!.loss),
        low: nats(tanh!.loss),
      },
      "Of the last layer's error, {logistic} reaches the first layer with the logistic function and {tanh} with tanh; the losses after training are {high} and {low}.",
      "最后一层的误差，用 Logistic 函数有 {logistic} 传到第一层，用 tanh 有 {tanh}；训练后的损失分别是 {high} 和 {low}。",
    ),
    caution: say(
      {
        seeds: seeds(logistic!.loss.n),
        layers: count(layers, "layer", "layers", "层"),
        factor: factor(logistic!.factor),
        other: factor(tanh!.factor),
      },
      "Measured over {seeds} in a network of {layers} with Xavier's initial weights. From one layer to the layer before it, the error becomes {factor} as large with the logistic function and {other} with tanh; other weights give other factors.",
      "用 {seeds}测量，网络有 {layers}，权重用 Xavier 初始化：每往前一层，误差变成原来的 {factor}（Logistic 函数）或 {other}（tanh）。换一种初始化，倍数就不同。",
    ),
  };
}

export function regularizerWords(facts: RegularizerFacts): Answer {
  const { difference, verdict, trained, rest, chosen, shrinking, helping, excess } = facts;
  const [none, strongest] = [trained[0]!, trained.at(-1)!];
  const best = trained.find(({ lambda }) => lambda === chosen)!;
  return {
    answer: paragraph(
      cases(verdict, {
        equal: text(
          "It adds exactly λW to the gradient by the weights and nothing to that by the biases, so each step also shrinks the weights.",
          "对权重的梯度恰好多出 λW，对偏置的梯度不变；所以每走一步，权重都会再缩小一点。",
        ),
        different: text(
          "In this measurement, it adds something else than λW to the gradient.",
          "在这次测量里，梯度多出来的不是 λW。",
        ),
      }),
      isUndecided(none.test)
        ? tooFewSeeds
        : paragraph(
            cases(shrinking, {
              "a is larger": text("Weights end up smaller.", "训练完，权重变小了。"),
              "b is larger": text("Weights even end up larger.", "训练完，权重反而更大。"),
              unclear: text("The size of the weights shows no measurable difference.", "权重的大小没有测出差别。"),
            }),
            cases(helping, {
              "a is larger": text("A little of it lowers the test loss.", "加一点，测试集的损失就降低。"),
              "b is larger": text("Even a little of it raises the test loss.", "只加一点，测试集的损失也会升高。"),
              unclear: text(
                "A little of it makes no measurable difference to the test loss.",
                "只加一点，测试集的损失没有测出差别。",
              ),
            }),
            cases(excess, {
              "a is larger": text("Too much raises it.", "加得太多，损失又升高。"),
              "b is larger": text("More of it lowers the loss further.", "再多加，损失还会降低。"),
              unclear: text("More of it makes no measurable difference.", "再多加，没有测出差别。"),
            }),
          ),
    ),
    evidence: say(
      {
        none: nats(none.test, { digits: 3 }),
        best: nats(best.test, { digits: 3 }),
        before: number(none.weights, { digits: 1 }),
        after: number(strongest.weights, { digits: 1 }),
      },
      "The test loss is {none} without the term and {best} with a little of it; the norm of the weights is {before} without and {after} with the largest λ.",
      "不加正则化项，测试集的损失是 {none}，加一点是 {best}；权重的范数，不加是 {before}，λ 最大时是 {after}。",
    ),
    caution: say(
      {
        seeds: seeds(none.test.n),
        cosine: number(rest, { digits: 3 }),
        difference: ratio(difference),
        chosen: number(chosen, { digits: 3 }),
      },
      "Measured over {seeds} on few digits, where overfitting is large; “a little” is λ = {chosen}. Where descent comes to rest, the gradient of the loss is not zero but −λW: with the largest λ, its cosine with W is {cosine}. The gradient differs from the sum of both parts by {difference}.",
      "用 {seeds}测量，只用了很少的数字，所以过拟合明显；“一点”指 λ = {chosen}。下降停下来的地方，损失的梯度不是零，而是 −λW：λ 最大时，它和 W 的余弦是 {cosine}。总梯度与两部分之和相差{difference}。",
    ),
  };
}
