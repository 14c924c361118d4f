/** Answers of the experiments on weights and on the functions they allow, in both languages. */
import type { Answer } from "../answer.ts";
import { count, number, percent, seeds } from "../quantity.ts";
import { tooFewSeeds } from "../shared/phrases.ts";
import { type Text, cases, paragraph, say, text } from "../text.ts";
import { type Trend, isUndecided } from "../verdicts.ts";
import type { ActivationName, L2DecayFacts, LinearityFacts, NormsFacts } from "./facts.ts";
import type { OptimizerName } from "./pair.ts";
import type { Kind } from "./train.ts";

export function l2DecayWords({ steps, lambda, pairs, sgd, momentum, adam, pull }: L2DecayFacts): Answer {
  const of = (name: OptimizerName) => pairs.find((pair) => pair.name === name)!;
  const { distance, ways } = of("Adam");
  return {
    answer: paragraph(
      text(
        "The term is fixed, but its gradient is not zero: in each step, it pulls the weights toward zero.",
        "这一项本身是固定的，可它的梯度不是零：每一步都把权重往零拉一点。",
      ),
      sgdWords(sgd),
      adamWords(adam),
      ...(isUndecided(distance) ? [tooFewSeeds] : [pullWords(pull)]),
    ),
    evidence: say(
      {
        sgd: number(of("SGD").distance),
        adam: number(distance, { digits: 1 }),
        term: percent(ways.L2.kept.mean),
        decay: percent(ways.decay.kept.mean),
      },
      "The distance between the parameters, relative to their norm, is {sgd} with SGD and {adam} with Adam. Of the weights of blank pixels, Adam leaves {term} with the L2 term and {decay} with weight decay.",
      "两种做法得到的参数，距离与范数之比：SGD 是{sgd}，Adam 是 {adam}。空白像素的权重，Adam 加 L2 项之后剩 {term}，用权重衰减剩 {decay}。",
    ),
    caution: paragraph(
      say(
        { seeds: seeds(distance.n), steps: count(steps, "step", "steps", "步"), lambda: number(lambda) },
        "Measured over {seeds} after {steps} with λ = {lambda} and a decay of αλ per step. Blank pixels have no ink in any training digit, so only the regularization changes their weights.",
        "用 {seeds}测量，训练 {steps}，λ = {lambda}，每步衰减 αλ。空白像素在所有训练图片上都没有笔画，它们的权重只受正则化影响。",
      ),
      momentumWords(momentum),
    ),
  };
}

const sgdWords = (sgd: L2DecayFacts["sgd"]): Text =>
  cases(sgd, {
    same: text(
      "With plain SGD, this is weight decay by αλ: the parameters agree up to rounding.",
      "用普通的 SGD，这就是系数为 αλ 的权重衰减，训练出的参数只差舍入误差。",
    ),
    different: text(
      "With plain SGD, this should be weight decay by αλ, but here the parameters differ.",
      "用普通的 SGD，这本该就是系数为 αλ 的权重衰减，这次参数却不一样。",
    ),
    unclear: text(
      "With plain SGD, this should be weight decay by αλ, but not all parameters measured here agree.",
      "用普通的 SGD，这本该就是系数为 αλ 的权重衰减，这次却没有全部对上。",
    ),
  });

const adamWords = (adam: L2DecayFacts["adam"]): Text =>
  cases(adam, {
    same: text(
      "With Adam, the parameters agree up to rounding here as well.",
      "这次用 Adam，训练出的参数也只差舍入误差。",
    ),
    different: text(
      "With Adam, it is another update, because Adam divides the gradient of the term by the root of its own mean square.",
      "用 Adam 就是另一种更新了：Adam 会把这一项的梯度除以它自己均方的平方根。",
    ),
    unclear: text(
      "With Adam, the two updates are not the same, but no clear difference was measured here.",
      "用 Adam，两种更新并不相同，不过这次测出的差别不明显。",
    ),
  });

const pullWords = (pull: L2DecayFacts["pull"]): Text =>
  cases(pull, {
    "a is larger": text(
      "Weights that no example needs shrink more with the L2 term, which Adam scales up, than with weight decay.",
      "没有样本用到的权重，加 L2 项比用权重衰减缩得更多，因为 Adam 把这一项放大了。",
    ),
    "b is larger": text(
      "Weights that no example needs shrink more with weight decay here.",
      "没有样本用到的权重，这次用权重衰减反而缩得更多。",
    ),
    unclear: text(
      "For weights that no example needs, no difference was measured between the two with Adam.",
      "没有样本用到的权重，用 Adam 时两者没有测出差别。",
    ),
  });

const momentumWords = (momentum: L2DecayFacts["momentum"]): Text =>
  cases(momentum, {
    same: text("With momentum, the two agree as well.", "用动量法，两者也一样。"),
    different: text("With momentum, the two differ as well.", "用动量法，两者也不一样。"),
    unclear: text("With momentum, the two differ only slightly.", "用动量法，两者差得不多。"),
  });

export function normsWords({ near, bound, kinds, shrinking, sparsity, bounded }: NormsFacts): Answer {
  const of = (kind: Kind) => kinds.find((one) => one.kind === kind)!;
  const [none, l1, l2] = [of("none"), of("l1"), of("l2")];
  return {
    answer: paragraph(
      ...(isUndecided(none.hidden) ? [tooFewSeeds] : [shrinkingWords(shrinking), sparsityWords(sparsity)]),
      boundedWords(bounded),
    ),
    evidence: say(
      {
        none: number(none.hidden, { digits: 1 }),
        square: number(l2.hidden, { digits: 1 }),
        sparse: percent(l1.small, { digits: 0 }),
        dense: percent(l2.small, { digits: 0 }),
      },
      "The norm of the hidden weights is {none} without regularization and {square} with L2. With L1, {sparse} of them are close to zero, with L2 {dense}.",
      "隐藏层权重的范数，不加正则化是 {none}，加 L2 是 {square}。接近零的权重，用 L1 有 {sparse}，用 L2 有 {dense}。",
    ),
    caution: say(
      {
        seeds: seeds(none.hidden.n),
        near: number(near),
        largest: number(none.largest, { digits: 2 }),
        bound: number(bound),
      },
      "Measured over {seeds}; close to zero means below {near}, because Adam keeps jumping over zero itself. The largest norm of a unit is {largest} without a bound. That the bound is {bound} is a choice: the experiment on strength tries others.",
      "用 {seeds}测量；“接近零”指小于 {near}，因为 Adam 会在零的两边跳来跳去。不加约束时，单个神经元权重的最大范数是 {largest}。上限取 {bound} 只是一种选择，关于强度的实验还试了别的值。",
    ),
  };
}

const shrinkingWords = (shrinking: NormsFacts["shrinking"]): Text =>
  cases(shrinking, {
    "a is larger": text(
      "L2 makes the weights smaller on the whole; the larger a weight, the harder it is pulled.",
      "L2 让权重普遍变小：权重越大，拉得越狠。",
    ),
    "b is larger": text("With L2, the weights are larger on the whole here.", "这次加了 L2，权重总的来说反而更大。"),
    unclear: text(
      "In the size of the weights, no difference was measured between L2 and no regularization.",
      "加 L2 和不加正则化，权重的大小没有测出差别。",
    ),
  });

const sparsityWords = (sparsity: NormsFacts["sparsity"]): Text =>
  cases(sparsity, {
    "a is larger": text(
      "L1 pulls small weights as hard as large ones, so more of them end close to zero.",
      "L1 对小权重和大权重拉得一样狠，所以更多的权重接近零。",
    ),
    "b is larger": text(
      "L1 should leave more weights close to zero, but here L2 does.",
      "L1 本该让更多的权重接近零，这次却是 L2 更多。",
    ),
    unclear: text(
      "L1 should leave more weights close to zero than L2, but no difference was measured.",
      "L1 本该比 L2 让更多的权重接近零，但没有测出差别。",
    ),
  });

const boundedWords = (bounded: NormsFacts["bounded"]): Text =>
  cases(bounded, {
    kept: text(
      "A bound on norms does neither: it touches only units whose weights would become larger.",
      "范数约束又不一样：只有权重范数要超过上限的神经元才受影响。",
    ),
    exceeded: text(
      "The bound on the norms of units was exceeded here, which must not happen.",
      "这次有神经元超过了范数的上限，本不该如此。",
    ),
  });

export function linearityWords(facts: LinearityFacts): Answer {
  const { lambdas, examples, networks, memorized, shuffled, capacity, generalization } = facts;
  const of = (activation: ActivationName) => networks.find((one) => one.activation === activation)!;
  const [tanh, relu] = [of("tanh"), of("ReLU")];
  return {
    answer: isUndecided(memorized[0]!)
      ? tooFewSeeds
      : paragraph(
          tanhWords(courseOf(tanh.trend)),
          reluWords(courseOf(relu.trend)),
          capacityWords(courseOf(capacity)),
          generalizationWords(generalization),
        ),
    evidence: say(
      {
        bent: number(tanh.bend[0]!, { digits: 2 }),
        straight: number(tanh.bend.at(-1)!, { digits: 2 }),
        most: percent(memorized[0]!, { digits: 0 }),
        least: percent(memorized.at(-1)!, { digits: 0 }),
      },
      "From the smallest λ to the largest, the bend of the tanh network goes from {bent} to {straight}; for a linear function it is zero. The share of shuffled labels that a ReLU network learns by heart goes from {most} to {least}.",
      "λ 从最小到最大，tanh 网络的弯曲程度从 {bent} 变到 {straight}，线性函数是零；标签打乱后，ReLU 网络能背下的比例从 {most} 变到 {least}。",
    ),
    caution: say(
      {
        seeds: seeds(memorized[0]!.n),
        from: number(lambdas[0]!),
        to: number(lambdas.at(-1)!),
        examples: count(examples, "digit", "digits", "张数字"),
        shuffled: count(shuffled, "shuffled label", "shuffled labels", "个乱序标签"),
      },
      "Measured over {seeds} with λ from {from} to {to}, {examples} and {shuffled}. The bend compares the output halfway between two digits with the mean of the outputs for both. A still larger λ leaves only a constant, the simplest linear function; biases are not regularized.",
      "用 {seeds}测量，λ 从 {from} 到 {to}，训练集有 {examples}，另有 {shuffled}。弯曲程度比的是：两张数字取平均后的输出，和两个输出的平均。λ 再大，网络就只剩一个常数，也就是最简单的线性函数；偏置不加正则化。",
    ),
  };
}

/** A course of measurements with growing λ: up, down, up and down or the reverse, or unclear. */
type Course = "rises" | "falls" | "turns" | "unclear";

const courseOf = (trend: Trend): Course => (trend === "peaks" || trend === "dips" ? "turns" : trend);

const tanhWords = (course: Course): Text =>
  cases(course, {
    falls: text(
      "Yes: the larger λ, the less a tanh network bends, and the closer it comes to a linear function.",
      "是的：λ 越大，tanh 网络弯得越少，越接近线性函数。",
    ),
    rises: text(
      "No: a tanh network bends more with a larger λ here.",
      "不是：这次测量里，λ 越大，tanh 网络反而弯得越多。",
    ),
    turns: text(
      "Not steadily: the bend of a tanh network does not go in one direction as λ grows.",
      "不完全是：λ 增大时，tanh 网络的弯曲程度时升时降。",
    ),
    unclear: text(
      "That is not clear here: no steady change of the bend was measured in a tanh network.",
      "这次还说不准：tanh 网络的弯曲程度没有测出稳定的变化。",
    ),
  });

const reluWords = (course: Course): Text =>
  cases(course, {
    falls: text("A ReLU network bends less, too, although its kinks remain.", "ReLU 网络的折点还在，但也弯得少了。"),
    rises: text(
      "A ReLU network bends more: small weights do not remove its kinks.",
      "ReLU 网络却弯得更多：权重再小，折点也还在。",
    ),
    turns: text(
      "In a ReLU network, the bend does not go in one direction: small weights do not remove its kinks.",
      "ReLU 网络的弯曲程度时升时降：权重再小，折点也还在。",
    ),
    unclear: text(
      "In a ReLU network, no steady change of the bend was measured.",
      "ReLU 网络的弯曲程度没有测出稳定的变化。",
    ),
  });

const capacityWords = (course: Course): Text =>
  cases(course, {
    falls: text(
      "The coefficient restricts the capacity to fit: the network learns fewer shuffled labels by heart.",
      "系数约束的是拟合能力：标签打乱以后，网络能背下的越来越少。",
    ),
    rises: text(
      "The capacity to fit is not restricted here: the network learns more shuffled labels by heart.",
      "这次拟合能力没有受到约束：打乱的标签，网络反而背下得更多。",
    ),
    turns: text("The capacity to fit changes, but not in one direction.", "拟合能力有变化，不过不是一路往下。"),
    unclear: text("In the capacity to fit, no steady change was measured.", "拟合能力没有测出稳定的变化。"),
  });

const generalizationWords = (trend: Trend): Text =>
  cases(trend, {
    dips: text(
      "Generalization is another matter: the test loss first falls, then rises, so some restriction helps and too much harms.",
      "泛化能力是另一回事：测试集损失先降后升，适当约束有好处，过头了就有害。",
    ),
    falls: text(
      "Generalization is another matter: with all strengths tried, a larger λ makes the test loss smaller.",
      "泛化能力是另一回事：在试过的范围里，λ 越大，测试集损失越小。",
    ),
    rises: text(
      "Generalization is another matter: the test loss is larger with the largest λ than with the smallest.",
      "泛化能力是另一回事：λ 最大时，测试集损失比最小时还大。",
    ),
    peaks: text(
      "Generalization is another matter: the test loss is largest between the ends.",
      "泛化能力是另一回事：测试集损失在中间最大。",
    ),
    unclear: text(
      "Generalization is another matter: the test loss shows no clear course.",
      "泛化能力是另一回事：测试集损失的走势说不准。",
    ),
  });
