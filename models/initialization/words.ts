/** Answers of the experiments on initialization in both languages. */
import type { Answer } from "../answer.ts";
import { count, factor, number, percent, seeds } from "../quantity.ts";
import { tooFewSeeds } from "../shared/phrases.ts";
import { cases, paragraph, say, text } from "../text.ts";
import { isUndecided } from "../verdicts.ts";
import type { StartName, VarianceFacts, ZeroFacts } from "./facts.ts";
import type { SchemeName } from "./schemes.ts";

export function varianceWords({ schemes, layers, worst, theory, he }: VarianceFacts): Answer {
  const growth = (name: SchemeName) => factor(schemes.find(({ scheme }) => scheme === name)!.growth);
  return {
    answer: paragraph(
      text(
        "Each layer multiplies the mean square by about the same factor, forward and backward. Too small weights make values and gradients vanish, too large ones make them explode or saturate.",
        "每一层都把均方值乘上差不多同一个倍数，前向和反向都是。权重太小，活性值和梯度越来越小；权重太大，就越来越大，或者饱和。",
      ),
      cases(he, {
        kept: text(
          "With ReLU, He's initialization keeps the scale through all layers.",
          "用 ReLU 时，He 初始化能让尺度一路保持不变。",
        ),
        "not kept": text(
          "With ReLU, He's initialization keeps the scale only roughly in this measurement.",
          "用 ReLU 时，这次测量里 He 初始化只能大致保持尺度。",
        ),
      }),
      cases(theory, {
        right: text(
          "The variance of the initial weights alone predicts all of it.",
          "这一切单凭初始权重的方差就能预先算出来。",
        ),
        wrong: text(
          "The variance of the initial weights predicts it only in part here.",
          "单凭初始权重的方差，这里只能预先算对一部分。",
        ),
      }),
    ),
    evidence: say(
      {
        small: growth("relu_small"),
        xavier: growth("relu_xavier"),
        he: growth("relu_he"),
        large: growth("relu_large"),
      },
      "With ReLU, a layer makes the mean square {small} as large with too small weights, {xavier} with Xavier's, {he} with He's and {large} with too large ones.",
      "用 ReLU 时，每过一层，均方值变成原来的 {small}（权重太小）、{xavier}（Xavier）、{he}（He）、{large}（权重太大）。",
    ),
    caution: say(
      { layers: count(layers, "layer", "layers", "层"), worst: factor(worst) },
      "Measured through {layers} before training, as a mean over many networks; single ones differ more. Measurement and theory differ by {worst} at most.",
      "训练之前测量，共 {layers}，取许多网络的平均；单个网络相差更大。实测和理论最多相差 {worst}。",
    ),
  };
}

export function zeroWords({ starts, units, dead, symmetry, order }: ZeroFacts): Answer {
  const of = (name: StartName) => starts.find(({ start }) => start === name)!;
  const accuracy = (name: StartName) => percent(of(name).accuracy);
  return {
    answer: isUndecided(of("constant").accuracy)
      ? tooFewSeeds
      : paragraph(
          cases(dead, {
            "no gradient": text(
              "From zero, a tanh network never moves: what passes to the output is zero, and what comes back is multiplied by zero weights.",
              "从零开始，tanh 网络一步也动不了：传到输出的是零，传回来的又乘上为零的权重。",
            ),
            "some gradient": text(
              "From zero, some gradient reaches the weights of a tanh network in this measurement.",
              "从零开始，这次测量里 tanh 网络的权重也还得到了一些梯度。",
            ),
          }),
          cases(symmetry, {
            kept: text(
              "From equal weights, all hidden units receive the same gradient and stay equal: the layer works like a single unit.",
              "从相同的权重开始，所有隐藏单元得到的梯度也相同，就一直相同：整层只顶一个单元。",
            ),
            broken: text(
              "From equal weights, the hidden units became different in this measurement.",
              "从相同的权重开始，这次测量里隐藏单元却变得不同了。",
            ),
          }),
          cases(order, {
            "a is larger": text(
              "Small random weights break the symmetry, and the network becomes more accurate.",
              "小的随机权重打破了对称，网络就更准。",
            ),
            "b is larger": text(
              "Random weights are less accurate here all the same.",
              "可是这里随机权重反而不如相同的权重准。",
            ),
            unclear: text(
              "The accuracy from random weights shows no measurable difference.",
              "用随机权重，准确率没有测出差别。",
            ),
          }),
        ),
    evidence: say(
      { zero: accuracy("zero tanh"), equal: accuracy("constant"), random: accuracy("Gaussian") },
      "The test accuracy is {zero} from zero, {equal} from equal weights, and {random} from random ones.",
      "测试集准确率：从零开始是 {zero}，从相同的权重开始是 {equal}，从随机权重开始是 {random}。",
    ),
    caution: say(
      {
        seeds: seeds(of("constant").accuracy.n),
        units: count(units, "unit", "units", "个单元"),
        rank: number(of("constant").rank, { digits: 0 }),
        full: number(of("Gaussian").rank, { digits: 0 }),
      },
      "Measured over {seeds} on a network with one hidden layer of {units}. After training, the weights of this layer have the rank {rank} from equal weights and {full} from random ones. Biases may start at zero.",
      "用 {seeds}测量，网络只有一个隐藏层，有 {units}。训练之后，这一层权重矩阵的秩，从相同的权重开始是 {rank}，从随机权重开始是 {full}。偏置可以从零开始。",
    ),
  };
}
