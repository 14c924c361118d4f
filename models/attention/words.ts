/** Answers of the experiments on the mechanism of attention, in both languages. */
import type { Answer } from "../answer.ts";
import { count, number, percent, seeds } from "../quantity.ts";
import { tooFewSeeds } from "../shared/phrases.ts";
import { cases, name, paragraph, say, text } from "../text.ts";
import { isUndecided } from "../verdicts.ts";
import type { AverageFacts, KeysFacts, PictureFacts, ScoresFacts, StepsFacts } from "./facts.ts";

export function stepsWords({ letters, asked, weights, answer, accuracy, largest }: StepsFacts): Answer {
  const best = answer.indexOf(Math.max(...answer));
  return {
    answer: paragraph(
      text(
        "In three steps: a score function compares the query with every key, softmax turns the scores into a distribution, and the values are added up with its weights.",
        "分三步：打分函数拿查询和每个键比一比，softmax 把得分变成注意力分布，再按这个分布对值加权求和。",
      ),
      cases(largest, {
        asked: text(
          "Here, nearly all weight goes to the pair that is asked for, so the sum is nearly its value.",
          "这个例子里，权重几乎都给了要找的那一对，所以加权和几乎就是它的值。",
        ),
        other: text(
          "Here, the largest weight went to another pair than the one that is asked for.",
          "不过在这个例子里，权重最大的并不是要找的那一对。",
        ),
      }),
    ),
    evidence: say(
      {
        letter: name(asked),
        pairs: count(letters.length, "pair", "pairs", "个键值对"),
        weight: percent(Math.max(...weights)),
        digit: number(best),
        accuracy: percent(accuracy),
      },
      "Asked for {letter} among {pairs}, the largest weight is {weight}, and the answer is {digit}. The network answers {accuracy} of new lists correctly.",
      "在 {pairs}中查询字母 {letter}，最大的权重是 {weight}，答案是 {digit}。换成新的列表，网络答对 {accuracy}。",
    ),
    caution: text(
      "Softmax is one choice among several: any function that gives positive weights with a sum of one could be used, and softmax has a simple gradient.",
      "softmax 只是其中一种选择：只要权重为正、总和为一都可以，softmax 的好处是梯度简单。",
    ),
  };
}

export function averageWords(facts: AverageFacts): Answer {
  const { trained, argmax, averaging, learning, straight, mixture } = facts;
  const [soft, hard, through] = trained.map(({ recall }) => recall);
  return {
    answer: isUndecided(soft!)
      ? tooFewSeeds
      : paragraph(
          text(
            "The sum does not choose: it is a mixture, weighted by the attention distribution, and to see which input counts you look at the weights.",
            "加权和不是“选出”某一个，而是按注意力分布混合；想知道关注的是谁，要看权重本身。",
          ),
          cases(learning, {
            "a is larger": text(
              "A plain maximum cannot be learned: it passes no gradient to the scores.",
              "单纯取最大是学不会的：得分得不到任何梯度。",
            ),
            "b is larger": text(
              "In this measurement, the maximum was learned better, although it passes no gradient to the scores.",
              "这次测量里，取最大反而学得更好，尽管它不给得分梯度。",
            ),
            unclear: text(
              "No measurable difference between learning with the average and with the maximum.",
              "用平均训练和用最大值训练，没有测出差别。",
            ),
          }),
          cases(straight, {
            "a is larger": text(
              "A maximum with the gradient of softmax (straight-through) learns, but less well.",
              "取最大、借用 softmax 的梯度（直通估计）也能学，但效果差一些。",
            ),
            "b is larger": text(
              "A maximum with the gradient of softmax (straight-through) learns even better here.",
              "取最大、借用 softmax 的梯度（直通估计），这里学得还更好。",
            ),
            unclear: text(
              "No measurable difference from a maximum that borrows the gradient of softmax (straight-through).",
              "取最大、借用 softmax 的梯度（直通估计），没有测出差别。",
            ),
          }),
          cases(mixture, {
            "a is larger": text(
              "And if the answer depends on several inputs, the maximum loses all but one.",
              "而且答案要综合几个输入时，取最大就只剩一个了。",
            ),
            "b is larger": text(
              "Where the answer depends on several inputs, the maximum was better in this measurement.",
              "答案要综合几个输入时，这次测量里取最大反而更好。",
            ),
            unclear: text(
              "Where the answer depends on several inputs, no difference was measured.",
              "答案要综合几个输入时，没有测出差别。",
            ),
          }),
        ),
    evidence: say(
      { soft: percent(soft!), hard: percent(hard!), through: percent(through!), argmax: percent(argmax) },
      "Recall after training is {soft} with softmax, {hard} with argmax and {through} straight-through. Once trained softly, reading only the argmax gives {argmax}.",
      "训练后的准确率：softmax {soft}，argmax {hard}，直通估计 {through}。用 softmax 训练好之后，只读 argmax 也有 {argmax}。",
    ),
    caution: say(
      {
        seeds: seeds(soft!.n),
        rough: number(averaging.argmax, { digits: 2 }),
        fine: number(averaging.soft, { digits: 2 }),
      },
      "Over {seeds}. Where a mean is asked for, the error is {rough} by the argmax and {fine} by the sum. Argmax is read when one input must be shown or chosen after training, as in a pointer network.",
      "共 {seeds}。求平均值时，读 argmax 的误差是 {rough}，加权求和是 {fine}。训练完之后，需要指出或选定某一个输入时才读 argmax，例如指针网络。",
    ),
  };
}

export function scoresWords(facts: ScoresFacts): Answer {
  const { widths, variances, slopes, trained, scaling, growth } = facts;
  const of = (series: ScoresFacts["variances"], score: "dot" | "scaled dot") =>
    series.find((one) => one.score === score)!.values.at(-1)!;
  const dot = trained.find(({ score }) => score === "dot")!.recall.at(-1)!;
  const scaled = trained.find(({ score }) => score === "scaled dot")!.recall.at(-1)!;
  return {
    answer: paragraph(
      text(
        "There are four in the textbook: additive, dot product, scaled dot product and bilinear.",
        "书里讲了四种：加性、点积、缩放点积和双线性。",
      ),
      cases(growth, {
        "as the width": text(
          "The variance of a dot product grows in proportion to the width d, so softmax saturates and its gradient fades; dividing by √d keeps the variance.",
          "点积的方差与维数 d 成正比，维数一大，softmax 就饱和，梯度变小；除以 √d，方差就不随维数变了。",
        ),
        otherwise: text(
          "In this measurement, the variance of the dot product did not grow in proportion to the width d.",
          "这次测量里，点积的方差并没有与维数 d 成正比。",
        ),
      }),
      isUndecided(dot)
        ? tooFewSeeds
        : cases(scaling, {
            "a is larger": text(
              "At the largest width, the scaled dot product also learns faster.",
              "维数最大时，缩放点积学得也更快。",
            ),
            "b is larger": text(
              "All the same, the unscaled product learned faster in this task at the largest width: it starts with small vectors.",
              "不过在这个任务里，维数最大时反而是不缩放的点积学得更快，因为它从很小的向量开始训练。",
            ),
            unclear: text(
              "In short training at the largest width, no measurable difference between both.",
              "维数最大时，短时间训练没有测出两者的差别。",
            ),
          }),
    ),
    evidence: say(
      {
        width: number(widths.at(-1)!),
        variance: number(of(variances, "dot"), { digits: 0 }),
        scaled: number(of(variances, "scaled dot"), { digits: 2 }),
        slope: percent(of(slopes, "dot")),
      },
      "For independent standard normal vectors of width {width}, the variance of the score is {variance}, and {scaled} after scaling. The gradient through softmax falls to {slope} of that of equal weights.",
      "取 {width} 维的标准正态随机向量，点积的方差是 {variance}，缩放后是 {scaled}；不缩放时，穿过 softmax 的梯度只剩权重相等时的 {slope}。",
    ),
    caution: say(
      { seeds: seeds(dot.n), dot: percent(dot), scaled: percent(scaled) },
      "Trained networks do not have independent normal vectors. After short training over {seeds}, recall at the largest width is {dot} with the dot product and {scaled} with the scaled one.",
      "训练中的键和查询并不是独立的正态向量。用 {seeds}各训练一小段，维数最大时，点积的准确率是 {dot}，缩放点积是 {scaled}。",
    ),
  };
}

export function keysWords({ widths, loads, recall, narrow, wide }: KeysFacts): Answer {
  const [first, last] = [recall.tied.at(-1)![0]!, recall.tied.at(-1)!.at(-1)!];
  const separate = recall.separate.at(-1)![0]!;
  return {
    answer: isUndecided(first)
      ? tooFewSeeds
      : paragraph(
          text(
            "The key says where to look, the value says what to bring back. One vector that does both must divide its dimensions between the two jobs.",
            "键管“到哪里找”，值管“取回什么”。同一个向量要兼两份差事，维数就得分着用。",
          ),
          cases(narrow, {
            "a is larger": text(
              "With narrow vectors, separate keys and values therefore recall more.",
              "所以向量维数小的时候，键和值分开，准确率更高。",
            ),
            "b is larger": text(
              "With narrow vectors, tied ones recalled more in this measurement.",
              "不过这次测量里，向量维数小的时候，反而是共用的准确率更高。",
            ),
            unclear: text(
              "With the narrowest vectors, no difference was measured.",
              "不过在维数最小时，没有测出差别。",
            ),
          }),
          cases(wide, {
            "a is larger": text("Wide vectors do not remove the difference here.", "维数大了，差别也还在。"),
            "b is larger": text("With wide vectors, tied ones are even better here.", "维数大的时候，共用的反而更好。"),
            unclear: text(
              "With wide vectors, no difference was measured: there is room for both in one vector.",
              "维数大的时候没有测出差别：一个向量里放得下两份信息。",
            ),
          }),
        ),
    evidence: say(
      {
        pairs: count(loads.at(-1)!, "pair", "pairs", "个键值对"),
        width: number(widths[0]!),
        separate: percent(separate),
        tied: percent(first),
      },
      "With {pairs} and vectors of width {width}, recall is {separate} with separate and {tied} with tied keys and values.",
      "列表有 {pairs}、向量只有 {width} 维时，分开的准确率是 {separate}，共用的是 {tied}。",
    ),
    caution: say(
      { seeds: seeds(first.n), width: number(widths.at(-1)!), tied: percent(last) },
      "Over {seeds}. Tied vectors of width {width} reach {tied}, so tying is no bar in principle; separate projections also have more parameters.",
      "共 {seeds}。共用的向量到 {width} 维时达到 {tied}，可见共用并不是原则上不行；另外，分开的投影参数也更多。",
    ),
  };
}

export function pictureWords({ accuracy, chance, order }: PictureFacts): Answer {
  const [mean, max, attention] = accuracy.map(({ summary }) => summary);
  return {
    answer: isUndecided(attention!)
      ? tooFewSeeds
      : paragraph(
          text(
            "Pooling is bottom-up: the picture alone decides what is kept, the same for every question. A query is top-down: the task decides where to look.",
            "汇聚是自下而上的：留下什么由图自己决定，不管问什么都一样。查询是自上而下的：看哪里由任务决定。",
          ),
          cases(order, {
            "a is larger": text(
              "If questions differ, the query answers more of them.",
              "问题各不相同时，带着查询去看，答对的更多。",
            ),
            "b is larger": text(
              "In this measurement, pooling answered more questions.",
              "不过这次测量里，汇聚答对的更多。",
            ),
            unclear: text(
              "No measurable difference in the answers to questions about the picture.",
              "回答图中的问题，没有测出差别。",
            ),
          }),
        ),
    evidence: say(
      {
        attention: percent(attention!),
        max: percent(max!),
        mean: percent(mean!),
        chance: percent(chance, { digits: 0 }),
      },
      "Asked for the digit of one color among nine, attention is right in {attention}, max pooling in {max} and mean pooling in {mean} of new pictures; guessing gives {chance}.",
      "九个数字里问某种颜色的是几：新图片上，注意力答对 {attention}，最大汇聚 {max}，平均汇聚 {mean}；瞎猜是 {chance}。",
    ),
    caution: say(
      { seeds: seeds(attention!.n) },
      "Over {seeds}. All networks have the same convolutions, are trained equally long and know the question after the reading. Networks with more features were not measured.",
      "共 {seeds}。几个网络的卷积部分相同，训练步数相同，读完之后也都知道问题是什么。特征更多的网络没有测。",
    ),
  };
}
