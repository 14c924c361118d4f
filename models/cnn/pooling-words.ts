/** The answer of the experiment on pooling in both languages. */
import type { Answer } from "../answer.ts";
import { count, percent, seeds } from "../quantity.ts";
import { tooFewSeeds } from "../shared/phrases.ts";
import { type Text, cases, paragraph, say, text } from "../text.ts";
import { isUndecided } from "../verdicts.ts";
import type { PoolingFacts } from "./facts.ts";

export function poolingWords(facts: PoolingFacts): Answer {
  const { distance, compared, kinds } = facts;
  const [largest, middle, first] = kinds;
  const digits = { digits: 0 };
  return {
    answer: isUndecided(largest!.movement)
      ? tooFewSeeds
      : paragraph(skippedWords(facts), movementWords(facts), nearestWords(facts), shareWords(facts), dropWords(facts)),
    evidence: say(
      {
        largest: percent(largest!.movement, digits),
        mean: percent(middle!.movement, digits),
        share: percent(largest!.share, digits),
        blurred: percent(middle!.share, digits),
      },
      "A shift by one pixel changes the pooled maps by {largest} of their size with the largest value and by {mean} with the mean. In the last convolution, the change is {share} and {blurred} of the distance to the nearest other class.",
      "数字移动一个像素，汇聚后的特征映射变化：取最大值是 {largest}，取平均是 {mean}。到最后一个卷积层，这个变化相当于到最近的异类数字距离的 {share} 和 {blurred}。",
    ),
    caution: say(
      {
        seeds: seeds(largest!.movement.n),
        compared: count(compared, "digit", "digits", "个数字"),
        first: percent(first!.movement, digits),
        best: percent(largest!.drop),
        middle: percent(middle!.drop),
        distance: count(distance, "pixel", "pixels", "个像素"),
      },
      "Measured over {seeds}, nearest among {compared}. Skipping values gives a change of {first}. A shift by {distance} costs an accuracy of {best} with the largest value and {middle} with the mean. That both go together does not prove that the one causes the other.",
      "共 {seeds}，最近的异类数字从 {compared}里找。不汇聚、只是隔着取值，变化是 {first}。平移 {distance}，准确率的损失：取最大值 {best}，取平均 {middle}。两件事同时出现，还不能证明互为因果。",
    ),
  };
}

function skippedWords({ skipped }: PoolingFacts): Text {
  return cases(skipped, {
    "a is larger": text(
      "Because pooling absorbs small movements: when a digit moves by one pixel, the maps change less than if every other value is simply skipped.",
      "因为汇聚能吸收微小的移动：数字移动一个像素，汇聚后的特征映射，比隔着取值的变化小。",
    ),
    "b is larger": text(
      "Not for the sake of small movements: here, maps change less if every other value is simply skipped.",
      "不是为了吸收微小的移动：在这里，隔着取值的特征映射变化反而更小。",
    ),
    unclear: text(
      "That pooling absorbs small movements could not be measured here: compared with skipping values, there is no measurable difference.",
      "这里没有测出汇聚能吸收微小的移动：与隔着取值相比，没有测出差别。",
    ),
  });
}

function movementWords({ movement }: PoolingFacts): Text {
  return cases(movement, {
    "a is larger": text("With the mean, maps move less than with the largest value.", "取平均，变化比取最大值小。"),
    "b is larger": text("With the largest value, maps move less than with the mean.", "取最大值，变化比取平均小。"),
    unclear: text(
      "Between the mean and the largest value, there is no measurable difference in that.",
      "这一点上，取平均和取最大值没有测出差别。",
    ),
  });
}

/** A sentence on the distance between similar digits of two classes. */
function nearestWords({ movement, nearest }: PoolingFacts): Text {
  return cases(nearest, {
    "a is larger":
      movement === "a is larger"
        ? text(
            "But the mean also blurs what distinguishes digits: the most similar digit of another class lies closer.",
            "不过，取平均也把数字之间的差别抹平了一些：最像它的异类数字，离得更近。",
          )
        : text(
            "The mean blurs what distinguishes digits: the most similar digit of another class lies closer.",
            "取平均把数字之间的差别抹平了一些：最像它的异类数字，离得更近。",
          ),
    "b is larger": text(
      "The mean does not blur what distinguishes digits: the most similar digit of another class even lies farther away.",
      "取平均并没有抹平数字之间的差别：最像它的异类数字，反而离得更远。",
    ),
    unclear: text(
      "The distance to the most similar digit of another class shows no measurable difference.",
      "到最像它的异类数字的距离，没有测出差别。",
    ),
  });
}

/** Movement in the last convolution, compared with the distance to the nearest other class. */
function shareWords({ share }: PoolingFacts): Text {
  return cases(share, {
    "a is larger": text(
      "In the last convolution, compared with this distance, the network with the mean still moves less.",
      "到了最后一个卷积层，与这个距离相比，还是取平均的变化小。",
    ),
    "b is larger": text(
      "In the last convolution, compared with this distance, it is the network with the mean that moves more.",
      "到了最后一个卷积层，与这个距离相比，反而是取平均的变化大。",
    ),
    unclear: text(
      "In the last convolution, compared with this distance, there is no measurable difference in movement.",
      "到了最后一个卷积层，与这个距离相比，变化没有测出差别。",
    ),
  });
}

function dropWords({ drop }: PoolingFacts): Text {
  return cases(drop, {
    "a is larger": text(
      "On shifted digits, the network with the largest value loses more accuracy.",
      "数字平移之后，取最大值的网络准确率损失更多。",
    ),
    "b is larger": text(
      "On shifted digits, the network with the mean loses more accuracy.",
      "数字平移之后，取平均的网络准确率损失更多。",
    ),
    unclear: text(
      "On shifted digits, the two lose accuracy without a measurable difference.",
      "数字平移之后，两者的准确率损失没有测出差别。",
    ),
  });
}
