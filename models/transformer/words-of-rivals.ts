/** Answers of the experiments that compare the Transformer with recurrent networks, in both languages. */
import type { Answer } from "../answer.ts";
import { count, nats, number, percent, seeds } from "../quantity.ts";
import { tooFewSeeds } from "../shared/phrases.ts";
import { cases, paragraph, say, text } from "../text.ts";
import { isUndecided } from "../verdicts.ts";
import type { RivalsFacts, TranslationFacts } from "./facts.ts";

const characters = (value: number) => count(value, "character", "characters", "个字符");

export function rivalsWords(facts: RivalsFacts): Answer {
  const { characters: read, rivals, distances, chance, text: prose, time, far } = facts;
  const [srn, lstm, transformer] = rivals;
  return {
    answer: isUndecided(lstm!.nats)
      ? tooFewSeeds
      : paragraph(
          cases(prose, {
            "a is larger": text(
              "Not on a short text: after equally many characters, the LSTM predicts the next one better.",
              "文本不多时并不：读过同样多的字符，LSTM 网络预测得更准。",
            ),
            "b is larger": text(
              "Yes, already on this text: after equally many characters, it predicts the next one better.",
              "强，在这么点文本上就看得出来：读过同样多的字符，它预测得更准。",
            ),
            unclear: text(
              "On this text there is no measurable difference after equally many characters.",
              "在这段文本上，读过同样多的字符，没有测出差别。",
            ),
          }),
          cases(time, {
            "a is larger": text(
              "After equal training time, the LSTM predicts better.",
              "训练同样长的时间，LSTM 网络预测得更准。",
            ),
            "b is larger": text(
              "After equal training time, the Transformer predicts better.",
              "训练同样长的时间，Transformer 预测得更准。",
            ),
            unclear: text("After equal training time, no measurable difference.", "训练同样长的时间，没有测出差别。"),
          }),
          cases(far, {
            "a is larger": text(
              "But it recalls distant symbols better, because attention reaches every position in one step.",
              "但隔得远的符号，它记得更牢：注意力一步就能看到任何位置。",
            ),
            "b is larger": text(
              "The LSTM also recalls distant symbols better in this training.",
              "这样训练下来，隔得远的符号也是 LSTM 网络记得更牢。",
            ),
            unclear: text(
              "At the largest distance, no measurable difference in recall.",
              "在最远的距离上，回忆的准确率没有测出差别。",
            ),
          }),
        ),
    evidence: say(
      {
        transformer: nats(transformer!.nats),
        lstm: nats(lstm!.nats),
        own: percent(transformer!.recall.at(-1)!),
        other: percent(lstm!.recall.at(-1)!),
      },
      "After equally many characters, the loss is {transformer} for the Transformer and {lstm} for the LSTM; at the largest distance they recall {own} and {other} of the symbols.",
      "读过同样多的字符，每个字符的损失，Transformer 是 {transformer}，LSTM 网络是 {lstm}；在最远的距离上，两者分别想起了 {own} 和 {other} 的符号。",
    ),
    caution: say(
      {
        seeds: seeds(srn!.nats.n),
        read: characters(read),
        distance: number(distances.at(-1)!),
        chance: percent(chance, { digits: 0 }),
      },
      "Measured over {seeds}, after {read} of text, at one learning rate for each network; the largest distance is {distance}, and guessing gets {chance}. The LSTM carries its state along the text, while each window of the Transformer begins without a past.",
      "用 {seeds}测量，都只读了 {read}，每种网络只用一个学习率；最远的距离是 {distance}，瞎猜能对 {chance}。LSTM 网络的状态一路带下去，Transformer 的每个窗口却都从头开始。",
    ),
  };
}

export function translationWords({ translators, pairs, steps, order }: TranslationFacts): Answer {
  const [transformer, recurrent] = translators;
  return {
    answer: isUndecided(transformer!.bleu)
      ? tooFewSeeds
      : cases(order, {
          "a is larger": text(
            "Even better: it translates better than the recurrent network, although the texts are few.",
            "甚至更好：语料不多，它翻译得也比循环网络好。",
          ),
          "b is larger": paragraph(
            text("Not quite: the recurrent network translates better.", "还差一点：循环网络翻译得更好。"),
            text(
              "A recurrence has the order of words built in: neighbors meet in one step. A Transformer must learn from the texts which positions belong together, and few texts teach it less.",
              "词的先后，循环网络生来就有：相邻的词一步就碰面。Transformer 哪些位置该放在一起，都要从语料里学，语料少就学得少。",
            ),
          ),
          unclear: paragraph(
            text("There is no measurable difference.", "没有测出差别。"),
            text(
              "The order of words, which a recurrence has built in, can be learned from this many texts.",
              "循环网络生来就有的先后顺序，这么多语料已经够它学会。",
            ),
          ),
        }),
    evidence: say(
      { transformer: percent(transformer!.bleu), recurrent: percent(recurrent!.bleu) },
      "BLEU on the test texts is {transformer} for the Transformer and {recurrent} for the recurrent network.",
      "测试集的 BLEU，Transformer 是 {transformer}，循环网络是 {recurrent}。",
    ),
    caution: say(
      {
        seeds: seeds(transformer!.bleu.n),
        pairs: count(pairs, "pair of texts", "pairs of texts", "对语料"),
        steps: count(steps, "step", "steps", "步"),
      },
      "Measured over {seeds}, on {pairs} and after {steps} each. The networks have different sizes; the sizes, the rates and the dropout of both were chosen on the validation texts.",
      "用 {seeds}测量，训练集有 {pairs}，各训练 {steps}。两个网络大小不同；大小、学习率和暂退法的概率都按验证集选定。",
    ),
  };
}
