/** Answers of the experiments with modern Hopfield networks, in both languages. */
import type { Answer } from "../answer.ts";
import { count, factor, number, percent, ratio, seeds } from "../quantity.ts";
import { tooFewSeeds } from "../shared/phrases.ts";
import { cases, paragraph, say, text } from "../text.ts";
import { isUndecided } from "../verdicts.ts";
import type { AttentionFacts, BitsFacts, CapacityFacts, PicturesFacts } from "./facts.ts";
import { memoryWords } from "./names.ts";

export function capacityWords(facts: CapacityFacts): Answer {
  const { dimensions, single, many, growth, drift, factor: grown, updates, beta } = facts;
  const last = dimensions.at(-1)!;
  return {
    answer: isUndecided(grown)
      ? tooFewSeeds
      : paragraph(
          cases(growth, {
            exponential: text(
              "Exponentially: each further dimension multiplies the number of patterns that one update recalls. A classical network only adds to it.",
              "指数增长：每多一维，一次更新能回忆的模式数就乘上一个倍数；经典网络只是按比例增加。",
            ),
            polynomial: text(
              "Like a power of the dimension rather than exponentially, in this measurement.",
              "这次测量中，更像维数的幂，而不是指数增长。",
            ),
            unclear: text("The seeds disagree on the shape of the growth.", "不同随机种子给出的增长形状不一致。"),
          }),
          cases(drift, {
            "a is larger": text(
              "After many updates fewer patterns stay recalled: each update moves the state toward an average.",
              "更新多次之后，仍能回忆的模式变少了：每次更新都把状态拉向一个平均。",
            ),
            "b is larger": text("Many updates recall even more.", "更新多次，能回忆的反而更多。"),
            unclear: text(
              "No measurable difference between one update and many.",
              "更新一次和更新多次，没有测出差别。",
            ),
          }),
        ),
    evidence: say(
      {
        factor: factor(grown),
        dimension: count(last, "dimension", "dimensions", "维"),
        single: number(Math.round(single.at(-1)!.mean)),
        many: number(Math.round(many.at(-1)!.mean)),
      },
      "The capacity grows by {factor} per dimension. With {dimension}, one update recalls {single} patterns, and {many} stay recalled.",
      "每多一维，容量是原来的 {factor}。在 {dimension}上，一次更新能回忆 {single} 个模式，更新多次后还剩 {many} 个。",
    ),
    caution: say(
      { beta: number(beta), updates: number(updates), seeds: seeds(grown.n) },
      "Random points on a sphere, recalled from themselves with an inverse temperature of {beta}, {seeds}; many updates are {updates}. The memory grows with every pattern: each is stored as it is.",
      "模式是球面上的随机点，从模式自身出发，逆温度为 {beta}，{seeds}；“多次”指 {updates} 次。记忆本身也在变大：每个模式都原样存着。",
    ),
  };
}

export function attentionWords({ gap, same, descent, sharpening, readings, stored, features }: AttentionFacts): Answer {
  const usual = readings.find(({ beta }) => beta === 1 / Math.sqrt(features))!;
  const last = readings.at(-1)!;
  const mixing = text(
    "The inverse temperature decides how many patterns are averaged.",
    "逆温度决定有多少个模式参与平均。",
  );
  return {
    answer: paragraph(
      cases(same, {
        same: text(
          "Yes: the state is the query, and the stored patterns are keys and values at once.",
          "是同一件事：状态就是查询，所存的模式既是键又是值。",
        ),
        different: text(
          "In this measurement they differ by more than rounding.",
          "这次测量中，两者的差别超出了舍入误差。",
        ),
      }),
      cases(descent, {
        "never rises": text("Each read lowers an energy or keeps it.", "每读一次，能量下降或不变。"),
        rises: text("Some reads raised the energy here.", "这里有的读取让能量上升了。"),
      }),
      isUndecided(usual.averaged)
        ? tooFewSeeds
        : cases(sharpening, {
            falls: text(
              "The inverse temperature decides how many patterns are averaged: with a small one all of them, with a large one the most similar one alone.",
              "逆温度决定有多少个模式参与平均：逆温度小，几乎全部平均；逆温度大，只剩最像的那一个。",
            ),
            rises: mixing,
            peaks: mixing,
            dips: mixing,
            unclear: mixing,
          }),
    ),
    evidence: say(
      {
        gap: ratio(gap),
        usual: number(usual.averaged, { digits: 1 }),
        largest: number(last.averaged, { digits: 1 }),
        recalled: percent(last.recalled),
      },
      "Both differ by {gap}. An update averages {usual} digits at the inverse temperature of attention and {largest} at the largest one, where {recalled} of noisy digits are recalled.",
      "两者相差{gap}。取注意力的逆温度时，一次更新平均了 {usual} 个数字；逆温度最大时是 {largest} 个，此时能回忆起 {recalled} 的加噪声数字。",
    ),
    caution: say(
      { stored: number(stored), seeds: seeds(usual.averaged.n) },
      "{stored} stored digits, {seeds}. A Transformer learns to compute queries, keys and values for its attention; here nothing is learned.",
      "存了 {stored} 个数字，{seeds}。Transformer 要学会算出注意力的查询、键和值；这里什么也没有学。",
    ),
  };
}

export function bitsWords({ units, curves, modern, learned, total }: BitsFacts): Answer {
  const [hebb, , , network, perceptron] = curves;
  const best = curves.reduce((most, curve) =>
    curve.bits[curve.best]!.mean > most.bits[most.best]!.mean ? curve : most,
  );
  return {
    answer: isUndecided(hebb!.bits[0]!)
      ? tooFewSeeds
      : paragraph(
          cases(total, {
            "a is larger": text(
              "In total yes: the modern network returns more bits than a Hopfield network of equal width, because its memory grows with every pattern.",
              "总量上确实能：现代 Hopfield 网络取回的比特比同样宽的经典网络多，因为它的记忆随模式一起变大。",
            ),
            "b is larger": text(
              "In total, the classical network returns more bits than the modern one here.",
              "总量上，这里经典网络取回的比特比现代网络还多。",
            ),
            unclear: text(
              "In total, no measurable difference between the modern and the classical network.",
              "总量上，现代网络和经典网络没有测出差别。",
            ),
          }),
          cases(modern, {
            "a is larger": text(
              "Per stored number it returns more than the Hebb rule, too.",
              "平均到每个存储的数，它也比 Hebb 规则多。",
            ),
            "b is larger": text(
              "Per stored number it returns less than the Hebb rule.",
              "平均到每个存储的数，它不如 Hebb 规则。",
            ),
            unclear: text(
              "Per stored number, no measurable difference from the Hebb rule.",
              "平均到每个存储的数，与 Hebb 规则没有测出差别。",
            ),
          }),
          cases(learned, {
            "a is larger": text(
              "But no associative memory is needed for that: a trained perceptron returns more per number.",
              "但要做到这一点并不非用联想记忆不可：训练出来的多层感知机，每个数取回的更多。",
            ),
            "b is larger": text(
              "A trained perceptron returns less per number, and takes a training.",
              "训练出来的多层感知机，每个数取回的更少，还要花时间训练。",
            ),
            unclear: text(
              "No measurable difference per number from a trained perceptron.",
              "和训练出来的多层感知机相比，没有测出差别。",
            ),
          }),
        ),
    evidence: say(
      {
        hebb: number(hebb!.bits[hebb!.best]!, { digits: 2 }),
        modern: number(network!.bits[network!.best]!, { digits: 2 }),
        perceptron: number(perceptron!.bits[perceptron!.best]!, { digits: 2 }),
      },
      "Bits per stored number, each memory at its best: Hebb rule {hebb}, modern network {modern}, trained perceptron {perceptron}.",
      "各取最好的情况，每个存储的数能取回的比特：Hebb 规则 {hebb}，现代网络 {modern}，训练出来的多层感知机 {perceptron}。",
    ),
    caution: say(
      {
        units: count(units, "bit", "bits", "个比特"),
        seeds: seeds(hebb!.bits[0]!.n),
        best: memoryWords(best.memory),
      },
      "Random patterns of {units}, of which one half is given and the other counted, {seeds}; most per number: {best}. A number is counted once, whatever its precision; the modern network's could be single bits. What memories restore is not what a network can compute.",
      "模式是随机的 {units}，给出一半，只数另一半取回的信息，{seeds}；每个数取回最多的是：{best}。一个数不论精度都算一个，现代网络的数其实各用一个比特就够。能取回多少数据，也不等于网络能算多复杂的函数。",
    ),
  };
}

export function picturesWords({
  counts,
  noisy,
  halves,
  classical,
  completed,
  order,
  beta,
  noise,
}: PicturesFacts): Answer {
  return {
    answer: isUndecided(noisy[0]!)
      ? tooFewSeeds
      : paragraph(
          cases(completed, {
            most: text(
              "All training digits can be stored, and most of them are completed from their upper half.",
              "训练集的数字可以全部存进去，给出上半张，大多数都能补全。",
            ),
            some: text(
              "All training digits can be stored, but only some are completed from their upper half.",
              "训练集的数字可以全部存进去，但给出上半张，只有一部分能补全。",
            ),
            few: text(
              "With all training digits stored, few are completed from their upper half.",
              "训练集的数字全部存进去之后，给出上半张，很少有能补全的。",
            ),
          }),
          cases(order, {
            "a is larger": text(
              "From noise, it restores more than a classical network of as many units with all of them stored.",
              "全部存进去之后，从噪声恢复的数字比同样多神经元的经典网络多。",
            ),
            "b is larger": text(
              "From noise, the classical network restores more here.",
              "从噪声恢复，这里经典网络反而更多。",
            ),
            unclear: text(
              "From noise, no measurable difference from a classical network.",
              "从噪声恢复，与经典网络没有测出差别。",
            ),
          }),
        ),
    evidence: say(
      {
        count: count(counts.at(-1)!, "stored digit", "stored digits", "个数字"),
        noisy: percent(noisy.at(-1)!),
        halves: percent(halves.at(-1)!),
        classical: percent(classical.at(-1)!),
      },
      "With {count}, it restores {noisy} from noise and {halves} from the upper half; the classical network restores {classical} from noise.",
      "存 {count}时，从噪声能恢复 {noisy}，从上半张能恢复 {halves}；经典网络从噪声只能恢复 {classical}。",
    ),
    caution: say(
      { beta: number(beta), noise: number(noise), seeds: seeds(noisy[0]!.n) },
      "Inverse temperature {beta}, noise with a standard deviation of {noise}, {seeds}. The modern network stores gray levels and counts as right within a fifth of the length; the classical one stores signs and must be exact.",
      "逆温度 {beta}，噪声标准差 {noise}，{seeds}。现代网络存灰度，误差不超过长度的五分之一就算对；经典网络存正负号，必须完全一致。",
    ),
  };
}
