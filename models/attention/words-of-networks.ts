/** Answers of the experiments on networks with attention, in both languages. */
import type { Answer } from "../answer.ts";
import { count, percent, seeds } from "../quantity.ts";
import { tooFewSeeds } from "../shared/phrases.ts";
import { cases, paragraph, say, text } from "../text.ts";
import { isUndecided } from "../verdicts.ts";
import type { AnywhereFacts, EncoderFacts } from "./facts.ts";

export function encoderWords(facts: EncoderFacts): Answer {
  const { sizes, together, peer, largest, equal, large, luck, sharing } = facts;
  const [shared, other, big] = [sizes[together]!, sizes[peer]!, sizes[largest]!];
  return {
    answer: isUndecided(shared.topic)
      ? tooFewSeeds
      : paragraph(
          cases(equal, {
            "a is larger": text(
              "Yes: at equal parameters, the encoder with attention answers more.",
              "能：参数一样多，有注意力的编码器答对得更多。",
            ),
            "b is larger": text(
              "No: at equal parameters, the encoder without attention answers more.",
              "不能：参数一样多，反而是没有注意力的编码器答对得更多。",
            ),
            unclear: text("At equal parameters, no difference was measured.", "参数一样多时，没有测出差别。"),
          }),
          cases(large, {
            "a is larger": text(
              "It is even better than a much larger encoder that must put everything into its last state.",
              "它甚至胜过大得多的编码器，因为后者只能把整句话都塞进最后一个状态。",
            ),
            "b is larger": text(
              "A much larger encoder without attention is better still.",
              "不过没有注意力、但大得多的编码器还是更好。",
            ),
            unclear: text(
              "Against a much larger encoder without attention, no difference was measured.",
              "和没有注意力、但大得多的编码器相比，没有测出差别。",
            ),
          }),
          cases(luck, {
            matters: text(
              "Without attention, the random seed decides if the sentiment is learned at all.",
              "没有注意力时，情感学不学得会，要看随机种子。",
            ),
            "does not matter": text(
              "Without attention, all seeds end alike.",
              "没有注意力时，各个随机种子的结果差不多。",
            ),
          }),
          cases(sharing, {
            "a is larger": text(
              "One encoder with two queries is better than an encoder for each question.",
              "一个编码器配两个查询，比每个问题各用一个编码器还好。",
            ),
            "b is larger": text(
              "An encoder for each question is better than one with two queries.",
              "每个问题各用一个编码器，比一个编码器配两个查询好。",
            ),
            unclear: text(
              "One encoder serves both questions: no difference from an encoder for each was measured.",
              "一个编码器配两个查询就够了：和每个问题各用一个编码器相比，没有测出差别。",
            ),
          }),
        ),
    evidence: say(
      {
        small: count(shared.parameters, "parameter", "parameters", "个参数"),
        sentiment: percent(shared.sentiment),
        other: percent(other.sentiment),
        big: percent(big.sentiment),
      },
      "With attention and {small}, {sentiment} of the sentiments are right; the encoder of the same size without it gets {other}, the largest one {big}.",
      "编码器带注意力、整个网络共 {small}时，情感判断对 {sentiment}；一样大但没有注意力的是 {other}，最大的那个是 {big}。",
    ),
    caution: say(
      { seeds: seeds(shared.topic.n), topic: percent(shared.topic), bigTopic: percent(big.topic) },
      "Over {seeds}, with equal steps and learning rates, which may not suit all sizes; for topics, the small encoder with attention gets {topic}, the largest without {bigTopic}. The sentences are generated, and only a few words count.",
      "共 {seeds}，训练步数和学习率都相同，未必适合每种大小；判断主题时，带注意力的小编码器是 {topic}，没有注意力的最大编码器是 {bigTopic}。句子是生成的，起作用的只有几个词。",
    ),
  };
}

export function anywhereWords({ hosts, verdict }: AnywhereFacts): Answer {
  const [set, cnn, rnn] = hosts;
  return {
    answer: isUndecided(set!.attention)
      ? tooFewSeeds
      : paragraph(
          text(
            "Attention needs only several vectors and a query, and every network has several vectors: the elements of a set, the places of a feature map, the states of a sequence.",
            "注意力只要有若干个向量和一个查询就行，而向量哪种网络都有：集合的元素、特征映射的各个位置、序列的各个状态。",
          ),
          cases(verdict, {
            "all better": text(
              "Added to an MLP, a CNN and an RNN, it answers more questions each time.",
              "加到 MLP、CNN 和 RNN 上，每一种都答对得更多。",
            ),
            "some better": text(
              "It helps some of the three networks measurably, but not all.",
              "三种网络里，有的测出了提高，有的没有。",
            ),
            "none better": text(
              "In this measurement, it helps none of the three networks measurably.",
              "不过这次测量里，三种网络都没有测出提高。",
            ),
          }),
        ),
    evidence: say(
      {
        set: percent(set!.attention),
        cnn: percent(cnn!.attention),
        rnn: percent(rnn!.attention),
      },
      "With attention, the MLP over a set is right in {set}, the CNN in {cnn} and the RNN in {rnn}.",
      "有注意力时，MLP 答对 {set}，CNN 答对 {cnn}，RNN 答对 {rnn}。",
    ),
    caution: say(
      {
        seeds: seeds(set!.attention.n),
        set: percent(set!.without.accuracy),
        cnn: percent(cnn!.without.accuracy),
        rnn: percent(rnn!.without.accuracy),
      },
      "Over {seeds}; without attention they get {set}, {cnn} and {rnn}. All three tasks ask for one part of the input, which is what attention is for; tasks about the whole input were not measured.",
      "共 {seeds}；没有注意力时分别是 {set}、{cnn} 和 {rnn}。三个任务问的都是输入的某一部分，这正是注意力擅长的；要看整体的任务没有测。",
    ),
  };
}
