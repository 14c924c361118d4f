/** Answers of the simple recurrent network's experiments in both languages. */
import type { Answer } from "../answer.ts";
import { count, nats, number, percent, ratio, seeds } from "../quantity.ts";
import { tooFewSeeds } from "../shared/phrases.ts";
import { cases, paragraph, say, text } from "../text.ts";
import { isUndecided } from "../verdicts.ts";
import type { LoopFacts, MemoryFacts } from "./facts.ts";

export function loopWords({ parameters, comparisons, forms }: LoopFacts): Answer {
  const last = comparisons.at(-1)!;
  const worst = Math.max(...comparisons.map(({ difference }) => difference));
  return {
    answer: paragraph(
      text(
        "The loop is one line: the hidden state goes back into the hidden layer, one time step later. Unrolled in time there is no loop left, only a deep network whose layers share their parameters.",
        "循环就是一条线：隐藏层算出的隐状态，到下一个时间步又送回隐藏层。沿时间展开以后就没有环了，只剩一个很深的前馈网络，各层共用同一组参数。",
      ),
      cases(forms, {
        equal: text(
          "Both drawings are the same function, with the same gradients.",
          "两种画法是同一个函数，损失和梯度都一样。",
        ),
        different: text(
          "In this measurement the two forms differ by more than rounding.",
          "但这次测量中，两种形式的差别超出了舍入误差。",
        ),
      }),
    ),
    evidence: say(
      {
        tokens: count(last.tokens, "character", "characters", "个字符"),
        folded: nats(last.nats.folded, { digits: 3 }),
        unrolled: nats(last.nats.unrolled, { digits: 3 }),
        share: ratio(worst),
      },
      "On {tokens} of Jane Austen's text the loss is {folded} folded and {unrolled} unrolled; the gradients differ by {share}.",
      "在奥斯汀小说的 {tokens}上，折叠形式的损失是 {folded}，展开形式是 {unrolled}；梯度的相对差{share}。",
    ),
    caution: say(
      {
        parameters: count(parameters, "parameter", "parameters", "个参数"),
        folded: number(last.operations.folded),
        unrolled: number(last.operations.unrolled),
      },
      "The graph of the folded form has {folded} operations at every length, the unrolled one {unrolled} for this passage; both compute the same number of steps, with the same {parameters}.",
      "折叠的计算图无论序列多长都只有 {folded} 个运算，展开这段文字则有 {unrolled} 个；两者实际计算的步数一样，用的也是同样的 {parameters}。",
    ),
  };
}

export function memoryWords({ lengths, curves, chance, fading, gates, opening, luck }: MemoryFacts): Answer {
  const [srn, , open] = curves.map(({ accuracy }) => accuracy);
  const faded = text(
    "Not far: the longer the sequence, the less often a simple recurrent network still knows its first two digits.",
    "记不了多久：序列越长，简单循环网络越想不起开头的两位数字。",
  );
  const other = text(
    "At these lengths, the accuracy of the simple recurrent network does not fall measurably.",
    "在测过的长度内，没有测出简单循环网络的准确率随长度下降。",
  );
  return {
    answer: isUndecided(srn![0]!)
      ? tooFewSeeds
      : paragraph(
          cases(fading, { falls: faded, rises: other, peaks: other, dips: other, unclear: other }),
          cases(gates, {
            "a is larger": text(
              "An LSTM whose forget gates start open remembers longer.",
              "遗忘门初始打开的 LSTM 网络记得更久。",
            ),
            "b is larger": text(
              "An LSTM whose forget gates start open remembers less.",
              "遗忘门初始打开的 LSTM 网络反而记得更少。",
            ),
            unclear: text(
              "No measurable difference from an LSTM whose forget gates start open.",
              "和遗忘门初始打开的 LSTM 网络相比，没有测出差别。",
            ),
          }),
          cases(opening, {
            "a is larger": text(
              "The opening matters: with the usual initialization the LSTM remembers less.",
              "“初始打开”很要紧：用一般的初始化，LSTM 网络记得更少。",
            ),
            "b is larger": text(
              "With the usual initialization the LSTM remembers more.",
              "用一般的初始化，LSTM 网络记得更多。",
            ),
            unclear: text(
              "No measurable difference from the usual initialization at the largest length.",
              "在最长的序列上，没有测出与一般初始化的差别。",
            ),
          }),
          cases(luck, {
            matters: text(
              "With the usual initialization, the random seed decides whether the LSTM learns the longest sequences.",
              "用一般的初始化，最长的序列学不学得会，要看随机种子。",
            ),
            "does not matter": text(
              "With the usual initialization, all seeds end alike.",
              "用一般的初始化，各个随机种子的结果差不多。",
            ),
          }),
        ),
    evidence: say(
      {
        short: percent(srn![0]!),
        long: percent(srn!.at(-1)!),
        digits: count(lengths.at(-1)!, "digit", "digits", "位数字"),
        open: percent(open!.at(-1)!),
      },
      "The simple network gets {short} of the sums right for the shortest sequences and {long} for sequences of {digits}, where the LSTM with open forget gates gets {open}.",
      "最短的序列，简单循环网络答对 {short}；序列长到 {digits}，只答对 {long}，而遗忘门初始打开的 LSTM 网络答对 {open}。",
    ),
    caution: say(
      { seeds: seeds(srn![0]!.n), chance: percent(chance, { digits: 0 }) },
      "Measured over {seeds}; guessing the most frequent sum gets {chance}. All networks were trained with the same settings and for equally long. The curve shows what is learned, not what a network of this size could store.",
      "用 {seeds}测量；总猜最常见的和，也能对 {chance}。所有网络的训练设置和时长都相同。曲线反映的是学到了什么，不是这种网络最多能存多少。",
    ),
  };
}
