/** Answers of the simple recurrent network's experiments in both languages. */
import type { Answer } from "../answer.ts";
import { count, nats, number, percent, ratio, seeds } from "../quantity.ts";
import { tooFewSeeds } from "../shared/phrases.ts";
import { type Text, cases, paragraph, say, text } from "../text.ts";
import { type Order, type Summary, type Trend, isUndecided } from "../verdicts.ts";
import type { LoopFacts, MemoryFacts } from "./facts.ts";

export function loopWords({ parameters, comparisons, forms }: LoopFacts): Answer {
  const last = comparisons.at(-1)!;
  const worst = Math.max(...comparisons.map(({ difference }) => difference));
  return {
    answer: paragraph(
      text(
        "The loop is one connection: the hidden state goes back into the hidden layer, one time step later. Unrolled in time there is no loop left, only a deep network whose layers share their parameters.",
        "循环就是一条带延时的反馈连接：隐藏层算出的隐状态，到下一个时间步又送回隐藏层。沿时间展开以后就没有环了，只剩一个很深的前馈网络，各层共用同一组参数。",
      ),
      cases(forms, {
        equal: text(
          "Both diagrams compute the same function, with the same gradients.",
          "两种画法表示同一个函数，损失和梯度都一样。",
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
      "On {tokens} of Jane Austen's text the loss is {folded} folded and {unrolled} unrolled; the relative difference of the gradients is {share}.",
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
  const [srn, lstm, open] = curves.map(({ accuracy }) => accuracy);
  const last = lengths.length - 1;
  return {
    answer: isUndecided(srn![0]!)
      ? tooFewSeeds
      : paragraph(
          fadingWords(fading),
          cases(gates, {
            "a is larger": text(
              "An LSTM whose forget gates start open remembers longer than the simple network.",
              "遗忘门初始打开的 LSTM 网络比它记得更久。",
            ),
            "b is larger": text(
              "An LSTM whose forget gates start open remembers less than the simple network.",
              "遗忘门初始打开的 LSTM 网络反而忘得更快。",
            ),
            unclear: text(
              "No measurable difference between it and an LSTM whose forget gates start open.",
              "没有测出它和遗忘门初始打开的 LSTM 网络有什么差别。",
            ),
          }),
          openingWords(opening, luck),
        ),
    evidence: cliffWords(lengths, srn!),
    caution: say(
      {
        seeds: seeds(srn![0]!.n),
        digits: count(lengths[last]!, "digit", "digits", "位数字"),
        usual: number(successes(lstm![last]!)),
        open: number(successes(open![last]!)),
        chance: percent(chance, { digits: 0 }),
      },
      "Measured over {seeds}; standard deviations follow the ±. At {digits}, the LSTM gets more than half of the sums right with {usual} of the seeds after the default initialization, and with {open} if its forget gates start open. Guessing the most frequent sum gets {chance}. All networks were trained with the same settings for the same number of epochs.",
      "用 {seeds}测量，± 后面是标准差。序列长到 {digits}时，默认初始化的 LSTM 网络有 {usual} 次答对过半，遗忘门初始打开的有 {open} 次。总猜最常见的和，也能对 {chance}。所有网络的训练设置和回合数都相同。",
    ),
  };
}

const successes = ({ values }: Summary): number => values.filter((accuracy) => accuracy > 0.5).length;

function fadingWords(fading: Trend): Text {
  const falls = text(
    "Not far: the longer the sequence, the less often a simple recurrent network still remembers the first two digits.",
    "记不了多久：序列越长，简单循环网络越想不起开头的两位数字。",
  );
  const varies = text(
    "The accuracy of the simple recurrent network changes with the length, but does not fall throughout.",
    "简单循环网络的准确率随长度变化，但不是一直下降。",
  );
  return cases(fading, {
    falls,
    rises: varies,
    peaks: varies,
    dips: varies,
    unclear: text(
      "At these lengths, the accuracy of the simple recurrent network does not fall measurably.",
      "在测过的长度内，没有测出简单循环网络的准确率随长度下降。",
    ),
  });
}

/** Describes the default initialization of the LSTM. With a bimodal accuracy, the mean says less than the luck of the seed. */
function openingWords(opening: Order, luck: MemoryFacts["luck"]): Text {
  return cases(luck, {
    matters: text(
      "With the default initialization, whether the LSTM learns the longest sequences depends on the random seed.",
      "换成默认的初始化，LSTM 网络在最长的序列上有时学得会，有时学不会，取决于随机种子。",
    ),
    "does not matter": cases(opening, {
      "a is larger": text(
        "How the forget gates start matters: with the default initialization, the LSTM remembers less.",
        "遗忘门怎样初始化很关键：用默认的初始化，LSTM 网络记不了那么久。",
      ),
      "b is larger": text(
        "With the default initialization, the LSTM remembers longer.",
        "用默认的初始化，LSTM 网络记得更久。",
      ),
      unclear: text(
        "At the largest length, the default initialization of the LSTM makes no measurable difference.",
        "在最长的序列上，没有测出 LSTM 网络用默认初始化有什么不同。",
      ),
    }),
  });
}

/** States the accuracy before and after its steepest fall. */
function cliffWords(lengths: readonly number[], accuracy: readonly Summary[]): Text {
  const falls = accuracy.slice(1).map(({ mean }, i) => accuracy[i]!.mean - mean);
  const at = falls.indexOf(Math.max(...falls));
  return say(
    {
      short: count(lengths[at]!, "digit", "digits", "位数字"),
      before: percent(accuracy[at]!),
      long: count(lengths[at + 1]!, "digit", "digits", "位数字"),
      after: percent(accuracy[at + 1]!),
    },
    "With {short} the simple network gets {before} of the sums right, with {long} only {after}.",
    "序列有 {short}时，简单循环网络答对 {before}；到了 {long}，只答对 {after}。",
  );
}
