/** Answers of the pointer network's experiments in both languages. */
import type { Answer } from "../answer.ts";
import { count, nats, number, percent, seeds } from "../quantity.ts";
import { tooFewSeeds } from "../shared/phrases.ts";
import { cases, paragraph, say, text } from "../text.ts";
import { isUndecided } from "../verdicts.ts";
import type { BeamFacts, LengthsFacts, SumFacts } from "./facts.ts";

export function sumWords({ lengths, longest, pointer, summing, order }: SumFacts): Answer {
  const at = lengths.indexOf(longest);
  const most = pointer.at(-1)!;
  return {
    answer: isUndecided(most)
      ? tooFewSeeds
      : paragraph(
          text(
            "Because the place itself is the answer: the attention distribution is the output, so no values need to be added up, and there is one output for every input, however many there are.",
            "因为要的答案就是“在哪里”：注意力分布本身就是输出，不用再汇总什么值；输入有几个，输出就有几个选项。",
          ),
          cases(order, {
            "a is larger": text(
              "At the largest trained length, it also sorts more lists correctly than a network that sums and then names a position.",
              "在训练过的最大长度上，它排对的也比“先加权和、再报位置”的网络多。",
            ),
            "b is larger": text(
              "At the largest trained length, a network that sums and then names a position sorts more lists correctly, though.",
              "不过在训练过的最大长度上，“先加权和、再报位置”的网络排对的更多。",
            ),
            unclear: text(
              "At the largest trained length, no difference from a network that sums and then names a position was measured.",
              "在训练过的最大长度上，和“先加权和、再报位置”的网络相比，没有测出差别。",
            ),
          }),
          text("For longer lists, the other network has no outputs at all.", "列表再长，后者就连对应的输出都没有了。"),
        ),
    evidence: say(
      {
        length: count(longest, "number", "numbers", "个数"),
        pointer: percent(pointer[at]!),
        summing: percent(summing.at(-1)!),
      },
      "Of lists of {length}, the pointer network sorts {pointer} exactly, the summing one {summing}.",
      "{length}的列表，指针网络全部排对的占 {pointer}，加权和的网络占 {summing}。",
    ),
    caution: say(
      { seeds: seeds(most.n), length: count(lengths.at(-1)!, "number", "numbers", "个数"), most: percent(most) },
      "Over {seeds}, with equal encoders and decoders and equally short training. Having outputs for longer lists does not mean that they are right: of lists of {length}, {most} are exact.",
      "共 {seeds}，两者的编码器、解码器相同，训练时间都不长。有输出不等于输出正确：{length}的列表，全对的占 {most}。",
    ),
  };
}

export function lengthsWords(facts: LengthsFacts): Answer {
  const { lengths, longest, masked, unmasked, area, repeated, fading, masking } = facts;
  const last = masked.at(-1)!;
  const unchanged = text(
    "It does: beyond the trained number of points, no fewer hulls were measured to be exact.",
    "还行：点数超出训练范围，没有测出全对的比例下降。",
  );
  return {
    answer: isUndecided(last)
      ? tooFewSeeds
      : paragraph(
          cases(fading, {
            falls: text(
              "It runs, but it gets worse: the more points beyond those of the training, the fewer hulls are exact.",
              "能跑，但会变差：比训练时多出的点越多，全对的凸包越少。",
            ),
            rises: unchanged,
            peaks: unchanged,
            dips: unchanged,
            unclear: unchanged,
          }),
          cases(masking, {
            "a is larger": text(
              "Hiding the points that were chosen already helps.",
              "把已经选过的点遮住（掩码）有帮助。",
            ),
            "b is larger": text(
              "Hiding the points that were chosen already makes it worse here.",
              "把已经选过的点遮住（掩码），这里反而更差。",
            ),
            unclear: text(
              "No measurable difference from hiding the points that were chosen already.",
              "把已经选过的点遮住（掩码），没有测出差别。",
            ),
          }),
        ),
    evidence: say(
      {
        points: count(longest, "point", "points", "个点"),
        known: percent(masked[lengths.indexOf(longest)]!),
        more: count(lengths.at(-1)!, "point", "points", "个点"),
        exact: percent(last),
      },
      "With {points}, the most in training, {known} of the hulls are exact; with {more}, {exact}.",
      "训练时最多 {points}，这时全对的凸包占 {known}；到 {more}，占 {exact}。",
    ),
    caution: say(
      {
        seeds: seeds(last.n),
        area: percent(area.at(-1)!),
        repeated: percent(repeated.at(-1)!),
        unmasked: percent(unmasked.at(-1)!),
      },
      "Over {seeds}. Wrong hulls can be nearly right: with the most points, the answers cover {area} of the area. Without a mask, {unmasked} are exact, and {repeated} contain a point twice.",
      "共 {seeds}。不全对也可能差得不多：点数最多时，答案覆盖了 {area} 的面积。不带掩码时全对的占 {unmasked}，有 {repeated} 的答案把同一个点选了两次。",
    ),
  };
}

export function beamWords({ widths, points, exact, scores, better, likelier }: BeamFacts): Answer {
  return {
    answer: isUndecided(exact[0]!)
      ? tooFewSeeds
      : paragraph(
          cases(likelier, {
            "a is larger": text(
              "It finds more probable answers, because a step that looks worse at first can lead to a better end.",
              "束搜索能找到概率更高的答案，因为开头看着差一点的选择，后面可能更好。",
            ),
            "b is larger": text(
              "Its answers are less probable in this measurement.",
              "这次测量里，束搜索得到的答案概率反而更低。",
            ),
            unclear: text("It finds no measurably more probable answers.", "没有测出束搜索的答案概率更高。"),
          }),
          cases(better, {
            "a is larger": text("More of them are exact, too.", "全对的凸包也更多。"),
            "b is larger": text("Fewer of them are exact, though.", "但全对的凸包反而更少。"),
            unclear: text(
              "No measurable difference in exact hulls: here, errors come from the probabilities, not from the search.",
              "全对的凸包有多少，没有测出差别：这里的错误出在概率上，不在搜索上。",
            ),
          }),
        ),
    evidence: say(
      {
        points: count(points, "point", "points", "个点"),
        greedy: percent(exact[0]!),
        width: number(widths.at(-1)!),
        beam: percent(exact.at(-1)!),
      },
      "For {points}, {greedy} of the hulls are exact by greedy pointing and {beam} with a beam of width {width}.",
      "{points}的凸包，贪心时全对的占 {greedy}，束宽为 {width} 时占 {beam}。",
    ),
    caution: say(
      { seeds: seeds(exact[0]!.n), greedy: nats(scores[0]!, { digits: 3 }), beam: nats(scores.at(-1)!, { digits: 3 }) },
      "Over {seeds}, after short training. The mean log-probability is {greedy} for greedy answers and {beam} for the widest beam.",
      "共 {seeds}，训练时间不长。贪心答案的平均对数概率是 {greedy}，束最宽时是 {beam}。",
    ),
  };
}
