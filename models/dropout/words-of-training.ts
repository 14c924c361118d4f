/** Answers of the experiments on masks of a recurrent state and on the dropout rates in both languages. */
import type { Answer } from "../answer.ts";
import { count, nats, percent, seeds } from "../quantity.ts";
import { tooFewSeeds } from "../shared/phrases.ts";
import { type Text, cases, paragraph, say, text } from "../text.ts";
import { isUndecided } from "../verdicts.ts";
import type { RateFacts, RecurrentFacts } from "./facts.ts";
import type { Way } from "./reader.ts";

export function recurrentWords({ lengths, rate, chance, ways, sharing, growing, helping }: RecurrentFacts): Answer {
  const of = (way: Way) => ways.find((one) => one.way === way)!.losses;
  const last = lengths.length - 1;
  return {
    answer: paragraph(
      text(
        "With one mask, the same thinned network reads the whole sequence; with a new mask at each step, the state loses other units every time.",
        "整个序列共用一个掩码，从头到尾就是同一个子网络在读；每步换一个掩码，状态每一步都会丢掉另外一些神经元。",
      ),
      ...(isUndecided(of("none")[0]!)
        ? [tooFewSeeds]
        : [sharingWords(sharing), growingWords(growing), helpingWords(helping)]),
    ),
    evidence: say(
      {
        length: count(lengths[last]!, "digit", "digits", "位"),
        sequence: nats(of("sequence")[last]!),
        step: nats(of("step")[last]!),
        none: nats(of("none")[last]!),
      },
      "For sequences of {length}, the test loss is {sequence} with one mask, {step} with a mask for each step, and {none} without dropout.",
      "序列长 {length}时，测试集损失：共用一个掩码是 {sequence}，每步换掩码是 {step}，不用暂退法是 {none}。",
    ),
    caution: say(
      { seeds: seeds(of("none")[0]!.n), rate: percent(rate, { digits: 0 }), chance: nats(chance) },
      "Measured over {seeds} with a simple recurrent network and a dropout rate of {rate} on its state; guessing by frequency costs {chance}. The task is to remember two digits exactly, which is hard on dropout.",
      "用 {seeds}测量，简单循环网络，状态的丢弃率是 {rate}；只凭频率猜，损失是 {chance}。任务是精确记住两位数字，对暂退法特别不利。",
    ),
  };
}

const sharingWords = (sharing: RecurrentFacts["sharing"]): Text =>
  cases(sharing, {
    "a is larger": text(
      "On the longest sequences, the network with one mask remembers better.",
      "在最长的序列上，共用一个掩码记得更好。",
    ),
    "b is larger": text(
      "On the longest sequences, the network with a new mask at each step remembers better here.",
      "这次测量里，在最长的序列上，每步换掩码反而记得更好。",
    ),
    unclear: text(
      "On the longest sequences, no difference was measured between the two.",
      "在最长的序列上，两者没有测出差别。",
    ),
  });

const growingWords = (growing: RecurrentFacts["growing"]): Text =>
  cases(growing, {
    "a is larger": text("The difference is larger than on the shortest.", "这个差别比最短的序列上更大。"),
    "b is larger": text("The difference is smaller than on the shortest.", "这个差别比最短的序列上更小。"),
    unclear: text("Whether the difference changes with the length is unclear.", "差别是否随序列长度变化，还说不准。"),
  });

const helpingWords = (helping: RecurrentFacts["helping"]): Text =>
  cases(helping, {
    "a is larger": text("It is also better than no dropout at all.", "共用一个掩码也比不用暂退法好。"),
    "b is larger": text("But on this task, no dropout at all is better still.", "不过在这个任务上，不用暂退法更好。"),
    unclear: text(
      "From no dropout at all, it shows no measurable difference.",
      "共用一个掩码和不用暂退法，没有测出差别。",
    ),
  });

export function rateWords({ examples, recipe, rated, best, helping, ahead, excess }: RateFacts): Answer {
  const [none, chosen] = [rated[0]!, rated[best]!];
  const rates = (value: number) => percent(value, { digits: 0 });
  return {
    answer: isUndecided(none.test)
      ? tooFewSeeds
      : paragraph(helpingRateWords(helping), aheadWords(ahead), excessWords(excess)),
    evidence: say(
      {
        input: rates(chosen.input),
        hidden: rates(chosen.hidden),
        best: nats(chosen.test, { digits: 3 }),
        none: nats(none.test, { digits: 3 }),
      },
      "Among the rates above zero, the validation loss is lowest with {input} of the pixels and {hidden} of the hidden units dropped. The test loss is then {best}, and {none} without dropout.",
      "真正丢弃的各组里，丢弃 {input} 的像素和 {hidden} 的隐藏单元时验证集损失最低；这时测试集损失是 {best}，不用暂退法是 {none}。",
    ),
    caution: say(
      {
        seeds: seeds(none.test.n),
        examples: count(examples, "digit", "digits", "张数字"),
        tried: count(rated.length, "pair", "pairs", "组丢弃率"),
        input: rates(recipe.input),
        hidden: rates(recipe.hidden),
      },
      "Measured over {seeds} with {examples} to learn from and {tried} of rates; the recipe drops {input} and {hidden}. The best rates depend on the network and on the amount of data, so choose them by validation as here.",
      "用 {seeds}测量，训练集有 {examples}，共试了 {tried}；训练配置里用的是 {input} 和 {hidden}。最好的比例和网络大小、数据多少都有关，换了任务就要像这样用验证集重新挑。",
    ),
  };
}

const helpingRateWords = (helping: RateFacts["helping"]): Text =>
  cases(helping, {
    "a is larger": text(
      "Try a few pairs and keep the one with the lowest validation loss: with so few digits to learn from, its test loss is smaller than without dropout.",
      "试几组比例，留下验证集损失最低的那组：训练数据这么少的时候，测试集损失会比不用暂退法小。",
    ),
    "b is larger": text(
      "None, as it seems: even the rates with the lowest validation loss have a larger test loss than no dropout.",
      "看来都不该丢：验证集损失最低的那组比例，测试集损失也比不用暂退法大。",
    ),
    unclear: text(
      "It hardly matters: even the rates with the lowest validation loss show no measurable difference from no dropout.",
      "关系不大：验证集损失最低的那组比例，和不用暂退法没有测出差别。",
    ),
  });

const aheadWords = (ahead: RateFacts["ahead"]): Text =>
  cases(ahead, {
    "a is larger": text("The best rates are clearly ahead of the second best.", "最好的一组明显领先第二名。"),
    "b is larger": text("The second best rates are not behind.", "第二名并不落后。"),
    unclear: text(
      "The exact values matter little: between the best two, no difference was measured.",
      "具体数值不必太讲究：最好的两组之间没有测出差别。",
    ),
  });

const excessWords = (excess: RateFacts["excess"]): Text =>
  cases(excess, {
    "a is larger": text(
      "Dropping too much hurts: the largest rates are worse.",
      "丢得太多也不行：比例最大的一组更差。",
    ),
    "b is larger": text("Even the largest rates are not too much here.", "这里就算比例最大，也不算多。"),
    unclear: text(
      "Even the largest rates show no measurable loss from too much dropout.",
      "比例最大的一组，也没有测出丢得太多的坏处。",
    ),
  });
