/** Answers of the experiments on hard attention in both languages. */
import type { Answer } from "../answer.ts";
import { count, factor, number, percent, ratio, seeds } from "../quantity.ts";
import { tooFewSeeds } from "../shared/phrases.ts";
import { cases, paragraph, say, text } from "../text.ts";
import { isUndecided } from "../verdicts.ts";
import type { DiscreteFacts, GlimpsesFacts, ScalesFacts, VarianceFacts } from "./facts.ts";
import { placeCount } from "./model.ts";

export function glimpsesWords({ learned, random, order, looking }: GlimpsesFacts): Answer {
  const [last, other] = [learned.accuracy.at(-1)!, random.accuracy.at(-1)!];
  return {
    answer: isUndecided(last)
      ? tooFewSeeds
      : paragraph(
          cases(order, {
            "a is larger": text(
              "It looks where the digit is, and this is better than looking anywhere. Nobody told it where the digit is: places after which the classification improves become more probable.",
              "看数字所在的地方，比随便看看好。没有人告诉网络数字在哪里：看了哪个位置，分类变得更准，那个位置的概率就变大。",
            ),
            "b is larger": text(
              "In this measurement, random places were better than those that the network learned.",
              "这次测量中，网络学到的位置还不如随机的位置。",
            ),
            unclear: text(
              "In this measurement, no measurable difference between learned and random places.",
              "这次测量中，没有测出学到的位置和随机位置的差别。",
            ),
          }),
          cases(looking, {
            "a is larger": text(
              "Yet the classification after the last glimpse was worse than after the first.",
              "不过最后一次注视之后，分类反而不如第一次之后。",
            ),
            "b is larger": text(
              "The glimpses are a sequence of decisions: each place is chosen from what was seen before.",
              "各次注视是一连串序贯决策：每个位置都根据前面看到的内容来选。",
            ),
            unclear: text(
              "No measurable gain from the glimpses after the first.",
              "没有测出第一次之后的注视有什么好处。",
            ),
          }),
        ),
    evidence: say(
      {
        learned: percent(last),
        random: percent(other),
        first: percent(learned.accuracy[0]!),
        distance: number(learned.distance[1]!, { digits: 1 }),
      },
      "After the last glimpse, {learned} of the test digits are classified correctly with learned places, and {random} with random ones. The first glimpse, always at the middle of the canvas, is enough for {first}. The second is {distance} pixels from the middle of the digit.",
      "最后一次注视之后，按学到的位置看，测试集数字的分类准确率为 {learned}，随机看为 {random}。第一次总看画布中央，只看这一次为 {first}。第二次离数字中心 {distance} 个像素。",
    ),
    caution: say(
      { seeds: seeds(last.n), places: count(placeCount, "place", "places", "个位置") },
      "Over {seeds}. The grid has {places}, so a glimpse is rarely exactly at the digit. The canvas shows nothing but the digit; cluttered canvases were not tried.",
      "共 {seeds}。可选的只有 {places}，所以很少正好看在数字中心。画布上除了数字什么也没有，没有试过有杂物的画布。",
    ),
  };
}

export function discreteWords({ flat, smoothFlat, difference, smooth, verdict }: DiscreteFacts): Answer {
  return {
    answer: cases(verdict, {
      smooth: text(
        "The expected loss, with respect to the parameters of the distribution. The loss of a single place is a staircase, flat almost everywhere: its gradient is zero and shows no direction. The choices are discrete, but their probabilities are continuous, so the expectation changes smoothly.",
        "期望损失可以对分布的参数求梯度。只选一个位置，损失是阶梯状的，几乎处处是平的：梯度为零，看不出该往哪边移。选择虽然是离散的，概率却连续变化，所以期望损失是光滑的。",
      ),
      unclear: text(
        "In this measurement, the loss of a place and the expected loss did not differ as expected.",
        "这次测量中，单个位置的损失和期望损失没有表现出预想的差别。",
      ),
    }),
    evidence: say(
      { flat: percent(flat), smooth: percent(smoothFlat), difference: ratio(difference) },
      "The derivative is zero at {flat} of the positions for a single place, and at {smooth} for the expected loss. The derivative of the expectation differs from the mean of REINFORCE over all places by at most {difference}.",
      "单个位置的损失，在 {flat} 的地方导数为零；期望损失为 {smooth}。把 REINFORCE 在所有位置上求平均，与期望损失的导数最多相差 {difference}。",
    ),
    caution: say(
      { deviation: count(smooth[0]!.deviation, "pixel", "pixels", "个像素") },
      "Six digits in a row; places are drawn around a position with a standard deviation of {deviation}. A smooth function still has local minima, and the wider the distribution, the fewer of them remain.",
      "六个数字排成一行；位置围绕某一点采样，标准差为 {deviation}。光滑的函数仍然有局部最小值；分布越宽，局部最小值越少。",
    ),
  };
}

export function varianceWords({ estimators, exactEnd, baseline, straight, descent, large }: VarianceFacts): Answer {
  const [plain, reduced, through, soft] = estimators;
  return {
    answer: isUndecided(exactEnd)
      ? tooFewSeeds
      : paragraph(
          cases(baseline, {
            "a is larger": text(
              "REINFORCE is right on average, but each estimate is noisy. A baseline leaves the mean as it is and reduces the noise.",
              "REINFORCE 平均起来是对的，但每次估计的噪声很大。减去基准线，平均值不变，噪声变小。",
            ),
            "b is larger": text(
              "REINFORCE is right on average, but in this measurement the baseline made the estimates noisier.",
              "REINFORCE 平均起来是对的，不过这次测量中，减去基准线反而噪声更大。",
            ),
            unclear: text(
              "REINFORCE is right on average, with or without a baseline; no measurable difference between their noise.",
              "不管减不减基准线，REINFORCE 平均起来都是对的；没有测出噪声大小的差别。",
            ),
          }),
          cases(straight, {
            reached: text(
              "Straight-through estimates are biased: averaging many of them does not lead to the gradient. Soft attention has no noise at all, but it follows the gradient of another loss.",
              "直通估计有偏差：取再多次平均，也得不到真正的梯度。软性注意力完全没有噪声，但那是另一个损失的梯度。",
            ),
            missed: text(
              "Straight-through estimates have almost no bias here. Soft attention has no noise at all, but it follows the gradient of another loss.",
              "这里直通估计几乎没有偏差。软性注意力完全没有噪声，但那是另一个损失的梯度。",
            ),
            unclear: text(
              "The bias of straight-through estimates is not certain from this measurement. Soft attention has no noise at all, but it follows the gradient of another loss.",
              "从这次测量还看不准直通估计的偏差有多大。软性注意力完全没有噪声，但那是另一个损失的梯度。",
            ),
          }),
          cases(descent, {
            "a is larger": text(
              "With small steps, the descent with the baseline is faster.",
              "步长小时，用基准线下降得更快。",
            ),
            "b is larger": text(
              "With small steps, the descent without a baseline is faster.",
              "步长小时，不用基准线反而下降得更快。",
            ),
            unclear: text(
              "With small steps, no measurable difference between the speeds of both descents.",
              "步长小时，用不用基准线，没有测出下降快慢的差别。",
            ),
          }),
          cases(large.order, {
            "a is larger": text(
              "With large steps, the one with the baseline ends at a lower loss.",
              "步长大时，用基准线最后的损失更低。",
            ),
            "b is larger": text(
              "But with large steps, the one with the baseline ends at a higher loss: the baseline makes estimates quieter, not steps safer.",
              "但步长大时，用基准线最后的损失反而更高：基准线只让估计的噪声变小，步子太大照样会走错。",
            ),
            unclear: text(
              "With large steps, no measurable difference between the losses at the end.",
              "步长大时，最后的损失没有测出差别。",
            ),
          }),
        ),
    evidence: say(
      {
        plain: factor(plain!.deviation),
        reduced: factor(reduced!.deviation),
        through: percent(through!.bias, { digits: 0 }),
        soft: percent(soft!.bias, { digits: 0 }),
      },
      "The standard deviation of one estimate is {plain} the length of the gradient without a baseline, and {reduced} with one. The bias is {through} of the gradient for straight-through estimates, and {soft} for soft attention.",
      "单次估计的标准差，不用基准线是梯度长度的 {plain}，用了是 {reduced}。偏差：直通估计为梯度长度的 {through}，软性注意力为 {soft}。",
    ),
    caution: say(
      {
        seeds: seeds(exactEnd.n),
        plain: number(plain!.halved, { digits: 0 }),
        reduced: number(reduced!.halved, { digits: 0 }),
        largePlain: number(large.plain, { digits: 2 }),
        largeReduced: number(large.baseline, { digits: 2 }),
      },
      "Over {seeds}; all choices are enumerated. The baseline is the exact expected reward, which a network can only estimate. With small steps, the loss has halved after {plain} steps without and {reduced} with the baseline; large steps end at a loss of {largePlain} and {largeReduced}.",
      "共 {seeds}，所有选择都一一列举。基准线用的是精确的期望奖励，网络只能估计它。步长小时，损失减半不用基准线要 {plain} 步，用了要 {reduced} 步；步长大时，最后的损失分别为 {largePlain} 和 {largeReduced}。",
    ),
  };
}

export function scalesWords({ sights, glimpses, gain, learned }: ScalesFacts): Answer {
  const [one, two] = sights;
  return {
    answer: isUndecided(one!.learned[0]!)
      ? tooFewSeeds
      : paragraph(
          glimpses === "rises"
            ? text(
                "More glimpses help: the accuracy rises with their number.",
                "多看几次有好处：看的次数越多，准确率越高。",
              )
            : text(
                "In this measurement, the accuracy did not rise steadily with the number of glimpses.",
                "这次测量中，准确率没有随注视次数一直上升。",
              ),
          cases(learned, {
            "a is larger": text("A single scale was better than two.", "只用一个尺度，反而比两个好。"),
            "b is larger": text(
              "A coarse square around the fine one helps.",
              "在清楚的小块外面再加一圈粗略的，也有好处。",
            ),
            unclear: text("No measurable difference between one scale and two.", "没有测出一个尺度和两个尺度的差别。"),
          }),
          cases(gain, {
            "a is larger": text(
              "But the less a glimpse shows, the more the choice of places matters.",
              "但一次看到的越少，选位置就越要紧。",
            ),
            "b is larger": text(
              "The choice of places matters more with two scales than with one.",
              "有两个尺度时，选位置比只有一个尺度时更要紧。",
            ),
            unclear: text(
              "No measurable difference in how much the choice of places matters.",
              "选位置有多要紧，没有测出两者的差别。",
            ),
          }),
        ),
    evidence: say(
      {
        one: percent(one!.learned.at(-1)!),
        oneRandom: percent(one!.random.at(-1)!),
        two: percent(two!.learned.at(-1)!),
        twoRandom: percent(two!.random.at(-1)!),
      },
      "After the last glimpse, one scale classifies {one} of the test digits correctly with learned places and {oneRandom} with random ones. Two scales classify {two} and {twoRandom}.",
      "最后一次注视之后：一个尺度，按学到的位置看，准确率为 {one}，随机看为 {oneRandom}；两个尺度分别为 {two} 和 {twoRandom}。",
    ),
    caution: say(
      { seeds: seeds(one!.learned[0]!.n) },
      "Over {seeds}, with smaller networks than in the full training. Two scales also have more inputs and weights.",
      "共 {seeds}，网络比完整训练用的小。另外，两个尺度的输入和权重也更多。",
    ),
  };
}
