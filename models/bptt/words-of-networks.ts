/** Answers of the experiments on gradients of trained networks in both languages. */
import type { Answer } from "../answer.ts";
import { count, number, percent, ratio, seeds } from "../quantity.ts";
import { tooFewSeeds } from "../shared/phrases.ts";
import { cases, paragraph, say, text } from "../text.ts";
import { isUndecided } from "../verdicts.ts";
import type { GradientsFacts, JacobianFacts, NetworkKind } from "./facts.ts";

export function gradientsWords(facts: GradientsFacts): Answer {
  const { distance, steps, networks } = facts;
  const of = (kind: NetworkKind) => networks.find((one) => one.kind === kind)!;
  const logOf = (kind: NetworkKind) => of(kind).after[distance]!;
  const left = (kind: NetworkKind) => ratio(10 ** logOf(kind).mean);
  return {
    answer: isUndecided(logOf("SRN")) ? tooFewSeeds : paragraph(vanishingWords(facts.vanishing), ...gateWords(facts)),
    evidence: say(
      {
        distance: count(distance, "step", "steps", "步"),
        srn: left("SRN"),
        gru: left("GRU"),
        open: left("open LSTM"),
      },
      "After training, {distance} further back, the simple network has {srn} of the gradient left. The GRU has {gru}, and the LSTM with open forget gates {open}.",
      "训练之后再往回传 {distance}，简单循环网络的梯度还剩 {srn}，GRU 网络还剩 {gru}，遗忘门初始打开的 LSTM 网络还剩 {open}。",
    ),
    caution: say(
      {
        seeds: seeds(logOf("SRN").n),
        steps: count(steps, "training step", "training steps", "步"),
        start: ratio(10 ** of("open LSTM").before[distance]!.mean),
        slope: number(of("open LSTM").slope!, { digits: 2 }),
      },
      "Geometric means over passages of a novel and {seeds}, after {steps}. Before training, the LSTM with open forget gates has {start} left; after it, the mean slope of tanh at its cells is {slope}. A gradient that arrives does not prove that the network remembers.",
      "在小说的几段文字和 {seeds}上取几何平均，训练了 {steps}。遗忘门初始打开的 LSTM 网络，训练前还剩 {start}；训练后，记忆单元处 tanh 的斜率平均是 {slope}。梯度传得到，不等于网络就记得住。",
    ),
  };
}

const vanishingWords = (vanishing: GradientsFacts["vanishing"]) =>
  paragraph(
    text(
      "Each step back multiplies the gradient by another matrix: the slopes of the activation function times the transposed recurrent weights.",
      "每往回一步，梯度就要乘一个矩阵：激活函数的斜率乘上循环权重 U 的转置。各步的矩阵都不同。",
    ),
    cases(vanishing, {
      reached: text(
        "In the simple network, the product of many such matrices leaves almost nothing.",
        "在简单循环网络里，许多这样的矩阵连乘下来，梯度就所剩无几了。",
      ),
      missed: text(
        "In this measurement, their product leaves a considerable part even in the simple network.",
        "不过这次测量中，连乘之后简单循环网络的梯度还剩不少。",
      ),
      unclear: text(
        "In this measurement, it is unclear how much their product leaves in the simple network.",
        "这次测量说不准连乘之后简单循环网络的梯度还剩多少。",
      ),
    }),
  );

const gateWords = ({ gates, opening, saturation }: GradientsFacts) => [
  cases(gates.gru, {
    "a is larger": text(
      "A gate lets the state pass almost unchanged where it is open, so the GRU keeps more.",
      "门开着，状态就几乎原样通过，所以 GRU 网络留下的梯度更多。",
    ),
    "b is larger": text("The GRU keeps even less.", "GRU 网络留下的反而更少。"),
    unclear: text("No measurable difference to the GRU.", "没有测出 GRU 网络和它有什么差别。"),
  }),
  cases(opening, {
    "a is larger": text(
      "In an LSTM, it matters how the forget gates start: half open, they halve the gradient along the cell at every step; open, they keep most of it.",
      "LSTM 网络要看遗忘门怎样初始化：只开一半，沿记忆单元的梯度每步减半；一开始就打开，大部分都留得住。",
    ),
    "b is larger": text(
      "An LSTM whose forget gates start open keeps less at first than one whose forget gates start half open.",
      "遗忘门初始打开的 LSTM 网络，一开始留下的反而比只开一半的少。",
    ),
    unclear: text(
      "In an LSTM, no measurable influence of the way the forget gates start.",
      "没有测出 LSTM 网络的遗忘门怎样初始化有什么影响。",
    ),
  }),
  cases(gates.open, {
    "a is larger": text(
      "After training, such an LSTM still keeps more than the simple network.",
      "训练之后，遗忘门初始打开的 LSTM 网络留下的仍比简单循环网络多。",
    ),
    "b is larger": text(
      "After training, an LSTM whose forget gates started open keeps less than the simple network.",
      "训练之后，遗忘门初始打开的 LSTM 网络留下的比简单循环网络还少。",
    ),
    unclear: text(
      "After training, no measurable difference between an LSTM whose forget gates started open and the simple network.",
      "训练之后，没有测出遗忘门初始打开的 LSTM 网络和简单循环网络有什么差别。",
    ),
  }),
  saturationWords(saturation),
];

const saturationWords = (saturation: GradientsFacts["saturation"]) =>
  cases(saturation, {
    reached: text(
      "Its cells, however, have grown so large that tanh is flat there: little of the gradient enters a cell in the first place.",
      "不过它的记忆单元已经变得很大，tanh 在那里很平，梯度一开始就很难进到记忆单元里。",
    ),
    missed: text(
      "Its cells stay so small that tanh lets the gradient in.",
      "它的记忆单元不大，tanh 不平，梯度进得去。",
    ),
    unclear: text(
      "It is unclear if its cells are small enough for tanh to let the gradient in.",
      "说不准它的记忆单元是不是小到能让梯度通过 tanh 进去。",
    ),
  });

export function jacobianWords(facts: JacobianFacts): Answer {
  const { span, steps, networks } = facts;
  const of = (kind: NetworkKind) => networks.find((one) => one.kind === kind)!;
  const { largest, chain } = of("SRN");
  return {
    answer: isUndecided(largest) ? tooFewSeeds : paragraph(...directionWords(facts), ...chainWords(facts)),
    evidence: say(
      {
        largest: number(largest, { digits: 2 }),
        span: count(span, "step", "steps", "步"),
        bound: number(Number((10 ** chain.bound.at(-1)!.mean).toPrecision(2))),
        many: ratio(10 ** chain.different.at(-1)!.mean),
      },
      "In the trained simple network, the largest singular value of one step is {largest}. Over {span}, these values multiply to {bound}, but the largest singular value of the product of the matrices is {many}.",
      "在训练好的简单循环网络里，一步的最大奇异值是 {largest}。传 {span}，把各步的最大值乘起来是 {bound}；而各步矩阵连乘之后，最大的奇异值只有 {many}。",
    ),
    caution: say(
      {
        seeds: seeds(largest.n),
        steps: count(steps, "training step", "training steps", "步"),
        srn: percent(of("SRN").kept),
        open: percent(of("open LSTM").kept),
      },
      "Measured over {seeds}, after {steps} on a novel. At least a hundredth is left of {srn} of the directions in the simple network and {open} in the LSTM with open forget gates, whose state includes the memory cell.",
      "用 {seeds}测量，在一部小说上训练了 {steps}。至少剩百分之一的方向，简单循环网络有 {srn}，遗忘门初始打开的 LSTM 网络有 {open}；后者的状态包括记忆单元。",
    ),
  };
}

const directionWords = ({ stretching, shrinking }: JacobianFacts) => [
  cases(stretching, {
    reached: text(
      "No. One step of the simple network stretches some directions.",
      "不一样。在简单循环网络里，一步就会把某些方向拉长。",
    ),
    missed: text(
      "One step of the simple network stretches no direction on average.",
      "在简单循环网络里，平均说来一步不会拉长任何方向。",
    ),
    unclear: text(
      "It is unclear if one step of the simple network stretches any direction.",
      "说不准简单循环网络的一步会不会拉长某个方向。",
    ),
  }),
  cases(shrinking, {
    reached: text("At least half of them shrink.", "至少一半的方向缩短。"),
    missed: text("More than half of them do not shrink.", "一半以上的方向并不缩短。"),
    unclear: text("It is unclear if half of them shrink.", "说不准是不是有一半的方向缩短。"),
  }),
];

const chainWords = ({ repeating, keeping }: JacobianFacts) => [
  cases(repeating, {
    "a is larger": text(
      "What one step stretches, the next may shrink, because the matrices differ: the product of different Jacobians is smaller than one Jacobian repeated.",
      "各步的矩阵不同，这一步拉长的方向，下一步可能又缩短：不同的雅可比矩阵连乘，比同一个雅可比矩阵反复乘小。",
    ),
    "b is larger": text(
      "The matrices differ from step to step, and the product of different Jacobians is larger than one Jacobian repeated.",
      "各步的矩阵不同：不同的雅可比矩阵连乘，比同一个雅可比矩阵反复乘大。",
    ),
    unclear: text(
      "Between a product of different Jacobians and one Jacobian repeated, no measurable difference.",
      "不同的雅可比矩阵连乘，和同一个雅可比矩阵反复乘，没有测出差别。",
    ),
  }),
  cases(keeping, {
    "a is larger": text(
      "An LSTM whose forget gates start open keeps a larger part of its directions than the simple network.",
      "遗忘门初始打开的 LSTM 网络，保留下来的方向占的比例比简单循环网络大。",
    ),
    "b is larger": text(
      "An LSTM whose forget gates start open keeps a smaller part of its directions than the simple network.",
      "遗忘门初始打开的 LSTM 网络，保留下来的方向占的比例比简单循环网络小。",
    ),
    unclear: text(
      "For an LSTM whose forget gates start open, no measurable difference in the part of the directions that are kept.",
      "遗忘门初始打开的 LSTM 网络，保留下来的方向所占的比例没有测出差别。",
    ),
  }),
];
