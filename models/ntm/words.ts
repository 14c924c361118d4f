/** Answers of the neural Turing machine's experiments in both languages. */
import type { Answer } from "../answer.ts";
import { count, number, percent, seeds } from "../quantity.ts";
import { tooFewSeeds } from "../shared/phrases.ts";
import { cases, paragraph, say, text } from "../text.ts";
import { isUndecided } from "../verdicts.ts";
import type { EditFacts, HeadsFacts, LengthsFacts, MachineFacts } from "./facts.ts";

export function machineWords({ symbols, slots, lengths, wrong, compared, peak, moves, longer }: MachineFacts): Answer {
  const [few, more] = wrong.map((row) => row[lengths.indexOf(compared)]!) as [typeof peak.written, typeof peak.written];
  return {
    answer: paragraph(
      text(
        "The tape becomes a matrix with a finite number of slots, and a move becomes a distribution: the head is a little at every slot, so that the loss has a gradient by every move.",
        "纸带变成一个矩阵，片段数有限；移动变成一个分布：读写头在每个片段上都有一点权重，损失这才能对移动求梯度。",
      ),
      isUndecided(few)
        ? tooFewSeeds
        : paragraph(
            cases(moves, {
              "almost exact": text(
                "After the training the distributions are almost exact moves again: nearly all of the weight is on one slot.",
                "训练之后，分布又几乎变回了准确的移动：权重差不多都在一个片段上。",
              ),
              blurred: text(
                "After this training the distributions were still blurred: a head spread its weight over several slots.",
                "这次训练之后，分布仍然比较模糊：权重分散在好几个片段上。",
              ),
            }),
            cases(longer, {
              "a is larger": text(
                "And the tape can be extended: with more slots the same parameters copy sequences that did not fit before.",
                "纸带还能接长：参数不变，多给一些片段，原来装不下的序列也能复制得更好。",
              ),
              "b is larger": text(
                "More slots did harm in this measurement: the machine got lost among them.",
                "这次测量中，片段多了反而更差：读写头迷了路。",
              ),
              unclear: text(
                "More slots made no measurable difference for sequences that did not fit before.",
                "对原来装不下的序列，多给片段没有测出差别。",
              ),
            }),
          ),
    ),
    evidence: say(
      {
        written: percent(peak.written),
        few: percent(few),
        more: percent(more),
        length: count(compared, "vector", "vectors", "个向量"),
      },
      "The write head has {written} of its weight on one slot, on average. Of sequences of {length}, {few} of the bits are wrong with the slots of the training, and {more} with twice as many.",
      "写头平均有 {written} 的权重在一个片段上。序列长 {length}时，用训练时的片段数，错 {few} 的位；片段多一倍，错 {more}。",
    ),
    caution: say(
      {
        seeds: seeds(few.n),
        slots: count(slots[0]!, "slot", "slots", "个片段"),
        symbols: count(symbols, "symbol", "symbols", "个符号"),
      },
      "Over {seeds}, trained with {slots}. The RNN with weights set by hand is exact, but nobody trains it, and its tape of one number ends after {symbols} in single precision. Neither has an infinite tape.",
      "共 {seeds}，训练时有 {slots}。权重手工设定的 RNN 是准确的，但不是学出来的；它的纸带是一个数，单精度下只装得下 {symbols}。两者都没有无限长的纸带。",
    ),
  };
}

export function headsWords({ own, matched, neighbors, wrong, verdict }: HeadsFacts): Answer {
  return {
    answer: isUndecided(matched)
      ? tooFewSeeds
      : paragraph(
          text(
            "While the sequence is shown, the write head puts one vector after another into memory.",
            "展示序列时，写头把向量一个接一个写进记忆。",
          ),
          cases(verdict, {
            returns: text(
              "When the end is shown, the read head starts at the first of these slots and visits them in the same order. Nobody told the machine to use its memory this way: it learned a program from examples.",
              "看到结束标志以后，读头从第一个片段开始，按同样的顺序一个个读出来。没有谁教它这样用记忆，这个“程序”是从例子里学出来的。",
            ),
            "does not return": text(
              "In this measurement, the read head did not visit the same slots in the same order.",
              "不过这次测量中，读头并没有按同样的顺序访问这些片段。",
            ),
          }),
        ),
    evidence: say(
      { own: percent(own), neighbors: percent(neighbors), matched: percent(matched), wrong: percent(wrong) },
      "Slots used by one vector only: {own}. Moves of the write head to the neighboring slot: {neighbors}. Vectors read from the slot with their largest write weight: {matched}. Wrong bits: {wrong}.",
      "向量写进单独一个片段的占 {own}，写头移到相邻片段的占 {neighbors}；在写入权重最大的片段读出的向量占 {matched}；错误的位占 {wrong}。",
    ),
    caution: say(
      { seeds: seeds(matched.n) },
      "Over {seeds}. A head is counted at the slot with its largest weight. The heads begin at the same slot, which makes it easy to find the beginning again.",
      "共 {seeds}。读写头的位置按权重最大的片段算。读头和写头从同一个片段出发，这样更容易找回开头。",
    ),
  };
}

export function lengthsWords({
  lengths,
  trained,
  machine,
  lstm,
  parameters,
  atTrained,
  atTwice,
}: LengthsFacts): Answer {
  const twice = lengths.indexOf(2 * trained);
  const [ours, theirs] = [machine[twice]!, lstm[twice]!];
  const same = lengths.indexOf(trained);
  return {
    answer: isUndecided(ours)
      ? tooFewSeeds
      : paragraph(
          cases(atTwice, {
            "a is larger": text(
              "The machine copies longer sequences with fewer errors than an LSTM of as many parameters: it has learned a loop over slots, which does not depend on the length.",
              "参数一样多时，神经图灵机复制更长的序列，错误比 LSTM 少：它学到的是在记忆片段上循环，与长度无关。",
            ),
            "b is larger": text(
              "In this measurement, the LSTM made fewer errors on longer sequences than the machine.",
              "这次测量中，序列更长时 LSTM 的错误反而更少。",
            ),
            unclear: text(
              "On longer sequences, no measurable difference between the machine and an LSTM of as many parameters.",
              "序列更长时，没有测出神经图灵机和同样参数量的 LSTM 的差别。",
            ),
          }),
          cases(atTrained, {
            "a is larger": text(
              "The LSTM is worse even at the longest trained length: its state has to hold all vectors at once.",
              "就连训练过的最大长度，LSTM 也更差：所有向量都要挤在它的状态里。",
            ),
            "b is larger": text(
              "At the longest trained length the machine was the worse one.",
              "在训练过的最大长度上，神经图灵机更差。",
            ),
            unclear: text(
              "At the longest trained length, no measurable difference.",
              "在训练过的最大长度上，没有测出差别。",
            ),
          }),
        ),
    evidence: say(
      { machine: percent(ours), lstm: percent(theirs), same: percent(machine[same]!), own: percent(lstm[same]!) },
      "Wrong bits at twice the longest trained length: {machine} for the machine, {lstm} for the LSTM. At the longest trained length: {same} and {own}.",
      "长度是最长训练序列的两倍时，神经图灵机错 {machine} 的位，LSTM 错 {lstm}；在训练过的最大长度上，分别是 {same} 和 {own}。",
    ),
    caution: say(
      {
        seeds: seeds(ours.n),
        trained: count(trained, "vector", "vectors", "个向量"),
        machine: number(parameters.machine),
        lstm: number(parameters.lstm),
      },
      "Over {seeds}, trained on up to {trained}, with {machine} and {lstm} parameters and equally many steps. Of several starts, the machine is the first one that also copies longer validation sequences; the LSTM has one start. Guessing gets half of the bits wrong.",
      "共 {seeds}；训练序列最长 {trained}；参数各有 {machine} 和 {lstm} 个，训练步数相同。神经图灵机训练了几次，取第一个连更长的验证序列也能复制的；LSTM 只训练一次。瞎猜也只错一半的位。",
    ),
  };
}

export function editWords({ changed, kept, unused, verdict }: EditFacts): Answer {
  return {
    answer: paragraph(
      isUndecided(changed)
        ? tooFewSeeds
        : cases(verdict, {
            "just there": text(
              "The vector at that place, and nothing else. So the sequence is really stored in the memory, one vector to a slot, and not in the state of the controller.",
              "只有对应的那一个向量变了，别处都不变。可见序列确实存在记忆里，一个片段存一个向量，而不是存在控制器的状态里。",
            ),
            "not just there": text(
              "In this measurement, the edits did not always change the vector at that place alone: some of the sequence is stored elsewhere.",
              "这次测量中，改写之后变的不总是对应的那一个向量：有些信息存在别处。",
            ),
          }),
    ),
    evidence: say(
      { changed: percent(changed), kept: percent(kept), unused: percent(unused) },
      "After {changed} of the edits the place shows the new vector; after {kept} all other places are as before. An edit of an unused slot changes nothing in {unused} of the cases.",
      "改写以后，{changed} 的情况下这个位置给出新向量，{kept} 的情况下其他位置都不变。改写没用过的片段，{unused} 的情况下什么都不变。",
    ),
    caution: say(
      { seeds: seeds(changed.n) },
      "Over {seeds}. The new contents of the slot are those that the same machine wrote for a sequence with another vector at this place; arbitrary numbers would mean nothing to it.",
      "共 {seeds}。换进去的内容，是同一台机器看到这个位置换了向量的序列时写下的；随便填几个数，它读不懂。",
    ),
  };
}
