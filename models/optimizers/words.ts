/** Answers on the paths of optimizers and on Adam's effective rates, in both languages. */
import type { Answer } from "../answer.ts";
import { count, factor, number, percent, seeds } from "../quantity.ts";
import { tooFewSeeds } from "../shared/phrases.ts";
import { cases, paragraph, say, text } from "../text.ts";
import { isUndecided } from "../verdicts.ts";
import type { AdamFacts, PathsFacts } from "./facts.ts";
import { optimizerName } from "./names.ts";
import type { SurfaceName } from "./surfaces.ts";
import type { OptimizerName } from "./trajectories.ts";

export function pathsWords(facts: PathsFacts): Answer {
  const { surfaces, candidates, limit, displacement } = facts;
  const of = (name: SurfaceName) => surfaces.find(({ surface }) => surface === name)!;
  const steps = (name: SurfaceName, optimizer: OptimizerName) =>
    number(of(name).ways.find((way) => way.optimizer === optimizer)!.steps, { digits: 0 });
  const measured = of("sphere").ways[0]!.steps;
  return {
    answer: isUndecided(measured) ? tooFewSeeds : pathsAnswer(facts),
    evidence: say(
      {
        ravine: steps("sphere", "sgd"),
        valley: steps("beale", "sgd"),
        first: steps("beale", of("beale").first),
        name: optimizerName(of("beale").first),
        saddle: steps("saddle", "sgd"),
      },
      "Plain SGD needs {ravine} steps in the ravine, {saddle} near the saddle, and {valley} in the curved valley, where {name} has the fewest: {first}.",
      "普通 SGD 在峡谷里要走 {ravine} 步，在鞍点附近要走 {saddle} 步，在弯谷里要走 {valley} 步；弯谷里最快的是 {name}，要走 {first} 步。",
    ),
    caution: say(
      {
        seeds: count(measured.n, "random start", "random starts", "个随机起点"),
        share: percent(displacement, { digits: 0 }),
        candidates: count(candidates, "rate", "rates", "个学习率"),
        limit: number(limit),
      },
      "Means over {seeds} within {share} of the usual one. Each optimizer has the best of {candidates} for each surface, chosen on other starts; with one rate for all, the ranking shows the rate. Paths end after {limit} steps. Two dimensions say little about a network with many.",
      "取 {seeds}的平均，起点与通常的起点相差不超过 {share}。每种优化器在每个曲面上都用 {candidates}里最合适的一个，是在别的起点上选的；要是大家用同一个学习率，比出来的只是学习率。路径最多走 {limit} 步。网络的参数多得多，二维的结果说明不了太多。",
    ),
  };
}

const pathsAnswer = ({ leaders, saddle }: PathsFacts) =>
  paragraph(
    cases(leaders, {
      several: text(
        "No optimizer is the first on every surface: with a learning rate tuned for each, each of them is slower than another one somewhere.",
        "没有哪种优化器处处领先：学习率都调到最合适以后，每一种都会在某个曲面上落后。",
      ),
      one: text(
        "One optimizer is the first on every surface here, even with a learning rate tuned for each.",
        "即使学习率都调到最合适，这里也有一种优化器在每个曲面上都最快。",
      ),
      unclear: text(
        "Which optimizer is the first shows no measurable difference once each has a learning rate of its own.",
        "学习率都调到最合适以后，哪种优化器最快，没有测出差别。",
      ),
    }),
    text(
      "Their paths differ: SGD follows the steepest slope, momentum overshoots and swings back, and Adagrad, RMSProp and Adam take similar steps along both axes.",
      "走法各不相同：SGD 沿最陡的方向下去，动量法会冲过头再荡回来，Adagrad、RMSProp 和 Adam 在两个方向上的步长差不多。",
    ),
    cases(saddle, {
      "a is larger": text("Momentum leaves the saddle sooner than plain SGD.", "加上动量，离开鞍点比普通 SGD 更快。"),
      "b is larger": text(
        "At its best rate, plain SGD even leaves the saddle and settles sooner than momentum, which oscillates around the minimum.",
        "学习率合适时，普通 SGD 离开鞍点、停到最小值处反而比动量法更快，因为动量法会在最小值附近来回摆动。",
      ),
      unclear: text(
        "Near the saddle, plain SGD and momentum show no measurable difference at their best rates.",
        "在鞍点附近，普通 SGD 和动量法各用最合适的学习率，没有测出差别。",
      ),
    }),
  );

export function adamWords(facts: AdamFacts): Answer {
  const { learningRate, examples, course, range, rare, common, step } = facts;
  return {
    answer: isUndecided(rare) ? tooFewSeeds : adamAnswer(facts),
    evidence: say(
      {
        range: factor(range),
        ratio: factor(rare.mean / common.mean),
        growth: factor(course.at(-1)!.median.mean / course[0]!.median.mean),
        step: factor(step),
      },
      "At the end, a high effective rate is {range} a low one, and that of rarely inked pixels is {ratio} that of pixels often inked. The median is {growth} that of the first update. A large step of a parameter has {step} the length of α.",
      "训练结束时，高的有效学习率是低的 {range}，少有墨迹的像素是常有墨迹的像素的 {ratio}。中位数是第一次更新时的 {growth}。一个参数走得较大的一步，长度是 α 的 {step}。",
    ),
    caution: say(
      { seeds: seeds(rare.n), alpha: number(learningRate), examples: count(examples, "digit", "digits", "个数字") },
      "Measured over {seeds}, on a network with one hidden layer, with α = {alpha} and {examples}; high and low are the bounds of the middle nine tenths of the parameters. Adam adapts to the size of the gradients only: α is still a hyperparameter, and the same one for all.",
      "用 {seeds}测量，网络只有一个隐藏层，α = {alpha}，训练样本有 {examples}；高、低指中间九成参数的上、下界。Adam 只按梯度的大小来调，α 本身仍是超参数，要自己选，而且所有参数共用一个。",
    ),
  };
}

const adamAnswer = ({ pixels, growth }: AdamFacts) =>
  paragraph(
    text(
      "Adam divides each parameter's step by the root of its mean squared gradient, so every parameter has an effective learning rate of its own.",
      "Adam 把每个参数的步长除以它自己梯度平方的滑动平均再开方，所以每个参数都有自己的有效学习率。",
    ),
    cases(pixels, {
      "a is larger": text(
        "Weights that rarely get a gradient, such as those of pixels at the border, have the largest.",
        "很少得到梯度的权重，比如图像边上的像素，有效学习率最大。",
      ),
      "b is larger": text(
        "In this measurement, weights that rarely get a gradient have smaller ones all the same.",
        "可是这次测量里，很少得到梯度的权重，有效学习率反而更小。",
      ),
      unclear: text(
        "Rarely inked and often inked pixels show no measurable difference here.",
        "这里少有墨迹和常有墨迹的像素没有测出差别。",
      ),
    }),
    cases(growth, {
      "a is larger": text(
        "As training makes the gradients smaller, the effective rates grow.",
        "训练让梯度越来越小，有效学习率就越来越大。",
      ),
      "b is larger": text("During training, the effective rates become smaller.", "训练过程中，有效学习率越来越小。"),
      unclear: text(
        "Their change during training shows no measurable difference.",
        "训练前后，有效学习率没有测出差别。",
      ),
    }),
  );
