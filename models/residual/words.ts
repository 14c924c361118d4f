/** Answers of the experiments on depth and on other remedies in both languages. */
import type { Answer } from "../answer.ts";
import { count, nats, number, percent, seeds } from "../quantity.ts";
import { tooFewSeeds } from "../shared/phrases.ts";
import { type Text, cases, enumeration, paragraph, say, text } from "../text.ts";
import { isUndecided } from "../verdicts.ts";
import type { DepthFacts, RemediesFacts, Start } from "./facts.ts";
import { type PlainRemedy, type Remedy, plainRemedies } from "./remedies.ts";
import { type Way, shareOf } from "./signals.ts";

export function depthWords(facts: DepthFacts): Answer {
  const { depths, plain, residual, best, sameRate, bestRate, degradation, deeper, gap } = facts;
  const last = depths.length - 1;
  const plainAt = (k: number) => nats(plain[best[k]!]!.losses[k]!);
  const residualAt = (k: number) => nats(residual.losses[k]!);
  return {
    answer: paragraph(
      sameRateWords(sameRate),
      ...(isUndecided(residual.losses[0]!)
        ? [tooFewSeeds]
        : [bestRateWords(bestRate, degradation), deeperWords(deeper), gapWords(gap)]),
    ),
    evidence: say(
      { shallow: plainAt(0), deep: plainAt(last), low: residualAt(0), high: residualAt(last) },
      "From the shallowest plain network to the deepest, the training loss goes from {shallow} to {deep}. In residual networks, it goes from {low} to {high}.",
      "从最浅到最深，普通网络的训练集损失从 {shallow} 变到 {deep}，残差网络从 {low} 变到 {high}。",
    ),
    caution: paragraph(depthCaution(facts), signalWords(facts)),
  };
}

const depthCaution = ({ depths, steps, plain, residual }: DepthFacts): Text =>
  say(
    {
      seeds: seeds(residual.losses[0]!.n),
      steps: count(steps, "step", "steps", "步"),
      from: number(depths[0]!),
      to: count(depths.at(-1)!, "layer", "layers", "层"),
      rates: count(plain.length, "learning rate", "learning rates", "个学习率"),
      rate: number(residual.learningRate),
    },
    "Measured over {seeds} after {steps} from {from} to {to}. Plain networks have the best of {rates} at each depth, residual ones always {rate}. He et al. compare fully trained networks with normalization layers; after few steps, a larger loss may also mean slower learning.",
    "用 {seeds}测量，训练 {steps}，从 {from} 层到 {to}。普通网络在每个深度取 {rates}中最好的，残差网络一律用 {rate}。He 等人比较的是带归一化层、训练充分的网络；步数少的时候，损失大也可能只是学得慢。",
  );

const sameRateWords = (sameRate: Start): Text =>
  cases(sameRate, {
    stuck: text(
      "With the learning rate of the residual networks, the deepest plain network does not learn at all: it keeps guessing. That is a failed training, not yet the degradation that He et al. describe.",
      "学习率和残差网络一样时，最深的普通网络根本学不动，一直停在随机猜测水平。这只是训练失败，还不是 He 等人说的“退化”。",
    ),
    "sometimes stuck": text(
      "With the learning rate of the residual networks, the deepest plain network keeps guessing with some seeds: a failed training, not yet the degradation that He et al. describe.",
      "学习率和残差网络一样时，最深的普通网络换几个随机种子，有时一直停在随机猜测水平。这只是训练失败，还不是 He 等人说的“退化”。",
    ),
    learns: text(
      "Even with the learning rate of the residual networks, the deepest plain network learns here.",
      "这次测量里，学习率和残差网络一样，最深的普通网络也学得动。",
    ),
  });

/** Only a network that learns with all seeds can show degradation. */
const bestRateWords = (bestRate: Start, degradation: DepthFacts["degradation"]): Text =>
  cases(bestRate, {
    stuck: text(
      "Even with its best learning rate it keeps guessing, so that degradation cannot be measured at this depth.",
      "换成最合适的学习率，它还是停在随机猜测水平，所以在这个深度上测不了退化。",
    ),
    "sometimes stuck": text(
      "Even with its best learning rate it keeps guessing with some seeds, so that degradation cannot be measured at this depth.",
      "换成最合适的学习率，有些随机种子下它还是停在随机猜测水平，所以在这个深度上测不了退化。",
    ),
    learns: degradationWords(degradation),
  });

const degradationWords = (degradation: DepthFacts["degradation"]): Text =>
  cases(degradation, {
    "a is larger": text(
      "With its best learning rate it learns, and yet the deeper network has the larger training loss: that is degradation, because additional layers that copy their input would do no harm.",
      "换成最合适的学习率就学得动了，可越深训练集损失反而越大：这才是退化，因为多出来的层只要照抄输入，就不会更差。",
    ),
    "b is larger": text(
      "With its best learning rate it learns, and the deeper network has the smaller training loss: no degradation.",
      "换成最合适的学习率就学得动了，而且越深训练集损失越小，并没有退化。",
    ),
    unclear: text(
      "With their best learning rates, no difference in training loss was measured between the deepest and the shallowest plain network.",
      "都换成最合适的学习率，最深和最浅的普通网络，训练集损失没有测出差别。",
    ),
  });

const deeperWords = (deeper: DepthFacts["deeper"]): Text =>
  cases(deeper, {
    "a is larger": text(
      "In residual networks, more layers also increase the loss after so few steps.",
      "步数这么少，残差网络加深以后损失也会变大。",
    ),
    "b is larger": text("In residual networks, more layers decrease the loss.", "残差网络加深以后，损失变小了。"),
    unclear: text(
      "In residual networks, no difference was measured between the deepest and the shallowest.",
      "最深和最浅的残差网络没有测出差别。",
    ),
  });

const gapWords = (gap: DepthFacts["gap"]): Text =>
  cases(gap, {
    "a is larger": text(
      "At the largest depth, the residual network has the smaller loss.",
      "层数最多时，残差网络的损失更小。",
    ),
    "b is larger": text(
      "At the largest depth, the plain network has the smaller loss here.",
      "层数最多时，这次反而是普通网络的损失更小。",
    ),
    unclear: text(
      "At the largest depth, no difference was measured between the two.",
      "层数最多时，两者没有测出差别。",
    ),
  });

/** States what the blocks before training do to the values. */
function signalWords({ signals }: DepthFacts): Text {
  const forward = (way: Way) => {
    const share = shareOf(signals.find((one) => one.way === way)!.signals.forward);
    return number(share, { digits: 2 });
  };
  return say(
    { plain: forward("plain"), residual: forward("residual") },
    "Before training, the values after the last block relative to the first have a size of {plain} in the plain network and {residual} in the residual one.",
    "训练之前，最后一个单元输出的大小与第一个之比：普通网络是 {plain}，残差网络是 {residual}。",
  );
}

export function remediesWords({ depth, steps, trials, helping, residual }: RemediesFacts): Answer {
  const of = (remedy: Remedy) => trials.find((trial) => trial.remedy === remedy)!.accuracy;
  const best = of("residual").mean > of("residualAdam").mean ? of("residual") : of("residualAdam");
  return {
    answer: isUndecided(best) ? tooFewSeeds : paragraph(helpWords(helping), betterWords(residual)),
    evidence: say(
      {
        plain: percent(of("plain"), { digits: 0 }),
        slow: percent(of("slow"), { digits: 0 }),
        adam: percent(of("adam"), { digits: 0 }),
        residual: percent(best, { digits: 0 }),
      },
      "The plain network has a test accuracy of {plain} with the learning rate of the residual one, {slow} with a lower rate and {adam} with Adam. The better residual network has {residual}.",
      "普通网络的测试集准确率，学习率和残差网络一样时是 {plain}，调小以后是 {slow}，换成 Adam 是 {adam}；较好的残差网络是 {residual}。",
    ),
    caution: say(
      {
        seeds: seeds(best.n),
        depth: count(depth, "layer", "layers", "层"),
        steps: count(steps, "step", "steps", "步"),
        scaled: percent(of("scaled"), { digits: 0 }),
      },
      "Measured over {seeds} with {depth} and {steps}; scaled by data, the plain network has {scaled}. Normalization layers are another remedy. Learning rates were chosen with one seed.",
      "用 {seeds}测量，网络有 {depth}，训练 {steps}；按数据缩放初始权重的普通网络是 {scaled}。归一化层是另一种办法，这里没有用。学习率是用一个随机种子选的。",
    ),
  };
}

function helpWords(helping: RemediesFacts["helping"]): Text {
  const helpful = plainRemedies.filter((remedy) => helping[remedy] === "a is larger").map(helpName);
  const share = helpful.length === plainRemedies.length ? "all" : helpful.length === 0 ? "none" : "some";
  return cases(share, {
    all: text(
      "It is not impossible: a deep plain network learns with a lower learning rate, with initial weights scaled by data as well, or with Adam.",
      "也不是训练不了：把学习率调小，或者再按数据缩放初始权重，或者换成 Adam，深层普通网络都能学起来。",
    ),
    some: () =>
      say(
        { remedies: enumeration(helpful) },
        "It is not impossible: a deep plain network clearly learns more with {remedies}.",
        "也不是训练不了：{remedies}，深层普通网络明显学得更多。",
      ),
    none: text(
      "Neither a lower learning rate nor weights scaled by data nor Adam helped the deep plain network clearly here.",
      "这次测量里，调小学习率、按数据缩放初始权重、换成 Adam，对深层普通网络都没有明显的帮助。",
    ),
  });
}

const helpName = (remedy: PlainRemedy): Text =>
  cases(remedy, {
    slow: text("a lower learning rate", "调小学习率"),
    scaled: text("weights scaled by data", "按数据缩放初始权重"),
    adam: text("Adam", "换成 Adam"),
  });

const betterWords = (residual: RemediesFacts["residual"]): Text =>
  cases(residual, {
    "a is larger": text(
      "But after equal steps, a residual network is more accurate than the best plain one, and it needs no such care.",
      "但走同样的步数，残差网络比最好的普通网络还准，而且用不着这么讲究。",
    ),
    "b is larger": text(
      "After equal steps, the best plain network is even more accurate than a residual one here.",
      "走同样的步数，这次最好的普通网络比残差网络还准。",
    ),
    unclear: text(
      "After equal steps, no difference in accuracy was measured between the best plain network and the best residual one.",
      "走同样的步数，最好的普通网络和最好的残差网络，准确率没有测出差别。",
    ),
  });
