/** Answers of the experiments with bidirectional associative memories, in both languages. */
import type { Answer } from "../answer.ts";
import { count, number, percent, seeds } from "../quantity.ts";
import { tooFewSeeds } from "../shared/phrases.ts";
import { cases, paragraph, say, text } from "../text.ts";
import { isUndecided } from "../verdicts.ts";
import type { CapacityFacts, ClassifierFacts, PairsFacts } from "./facts.ts";

export function pairsWords({ counts, curves, compared, similarity, descent }: PairsFacts): Answer {
  const at = (list: PairsFacts["curves"][number]["forth"]) => list[counts.indexOf(compared)]!;
  const [pictures, random] = curves;
  const [forth, back] = [at(pictures!.forth), at(pictures!.back)];
  return {
    answer: paragraph(
      text(
        "The two layers ask each other: the letter votes for pixels of a digit, the digit votes for pixels of a letter, until both rest.",
        "两层互相提问：字母给数字的像素投票，数字再给字母的像素投票，直到两边都不再改变。",
      ),
      cases(descent, {
        "never rises": text("No vote raised the energy.", "每投一次票，能量都没有上升。"),
        rises: text("Some votes raised the energy in this measurement.", "这次测量中，有的投票让能量上升了。"),
      }),
      isUndecided(forth)
        ? tooFewSeeds
        : cases(similarity, {
            "a is larger": text(
              "Pictures are recalled less often than random patterns of the same size. Letters resemble each other, and so do digits.",
              "图片不如同样大小的随机模式好记。字母之间彼此相像，数字之间也是。",
            ),
            "b is larger": text(
              "Pictures are recalled more often than random patterns of the same size here.",
              "这里图片反而比同样大小的随机模式好记。",
            ),
            unclear: text(
              "No measurable difference between pictures and random patterns of the same size.",
              "图片和同样大小的随机模式没有测出差别。",
            ),
          }),
    ),
    evidence: say(
      {
        pairs: count(compared, "stored pair", "stored pairs", "对"),
        forth: percent(forth),
        back: percent(back),
        random: percent(at(random!.forth)),
      },
      "With {pairs}, half of a letter recalls its digit exactly in {forth} of trials, and half of a digit its letter in {back}. Random patterns in place of letters and digits: {random}.",
      "存 {pairs}时，半个字母完全想起数字的比例是 {forth}，半个数字完全想起字母的比例是 {back}。把字母和数字换成随机模式，是 {random}。",
    ),
    caution: say(
      { seeds: seeds(forth.n) },
      "Letters of five by seven and digits of eight by eight pixels; one pixel in twenty of the known half is flipped, {seeds}. Only the Hebb rule was tried.",
      "字母五列七行，数字八列八行；已知的一半里每二十个像素翻转一个，{seeds}。只试了 Hebb 规则。",
    ),
  };
}

export function capacityWords({ first, seconds, both, onePass, smaller, larger, passes }: CapacityFacts): Answer {
  const equal = both[seconds.indexOf(first)]!;
  return {
    answer: isUndecided(equal)
      ? tooFewSeeds
      : paragraph(
          cases(smaller, {
            "a is larger": text(
              "A small second layer stores fewer pairs: the smaller layer is the limit.",
              "第二层小，存的对数就少：受小的那一层限制。",
            ),
            "b is larger": text("A smaller second layer stores more pairs here.", "这里第二层越小，存的对数反而越多。"),
            unclear: text("No measurable effect of a smaller second layer.", "第二层变小，没有测出影响。"),
          }),
          cases(larger, {
            "a is larger": text(
              "A second layer larger than the first still helps.",
              "第二层比第一层更大，还能多存一些。",
            ),
            "b is larger": text(
              "A second layer larger than the first does not help; fewer pairs were stored.",
              "第二层比第一层更大，没有帮助，存的对数反而少了。",
            ),
            unclear: text(
              "A second layer larger than the first does not help measurably.",
              "第二层比第一层更大，没有测出帮助。",
            ),
          }),
          cases(passes, {
            "a is larger": text(
              "A single pass toward the small layer reads more pairs than can rest in both layers.",
              "只朝小的那一层读一次，能读对的比两层都稳定的多。",
            ),
            "b is larger": text(
              "A single pass toward the small layer reads fewer pairs.",
              "只朝小的那一层读一次，读对的反而少。",
            ),
            unclear: text(
              "A single pass toward the small layer makes no measurable difference.",
              "只朝小的那一层读一次，没有测出差别。",
            ),
          }),
        ),
    evidence: say(
      {
        first: count(first, "unit", "units", "个神经元"),
        small: number(both[0]!, { digits: 0 }),
        equal: number(equal, { digits: 0 }),
        onePass: number(onePass[0]!, { digits: 0 }),
      },
      "With {first} in the first layer, {small} pairs rest in both layers if the second is the smallest, and {equal} if both are equal. One pass toward the smallest layer reads {onePass} pairs.",
      "第一层有 {first}，第二层最小时有 {small} 对能两层都稳定，两层一样大时有 {equal} 对。朝最小的第二层只读一次，能读对 {onePass} 对。",
    ),
    caution: say(
      { seeds: seeds(equal.n) },
      "Random pairs stored by the Hebb rule, recalled from the exact first pattern, {seeds}. A pair counts if at most one bit in twenty is wrong, and the capacity is reached when half of the pairs count.",
      "随机模式对，用 Hebb 规则存储，从完整的第一个模式出发，{seeds}。错的比特不超过二十分之一就算记住；记住的对数降到一半，就算存满。",
    ),
  };
}

export function classifierWords({ ways, train, test, order, usable, settling }: ClassifierFacts): Answer {
  const [onePass, settled, pictures, nearest] = ways.map(({ accuracy }) => accuracy);
  return {
    answer: paragraph(
      cases(usable, {
        "above chance": text(
          "Yes: store each digit with the code of its class, and the layer of codes answers.",
          "能：把每个数字和它的类别编码配成对存进去，编码层给出的就是答案。",
        ),
        "at chance": text(
          "Hardly: the layer of codes answers no better than a guess here.",
          "这里基本不能：编码层给出的答案和乱猜差不多。",
        ),
      }),
      isUndecided(onePass!)
        ? tooFewSeeds
        : paragraph(
            cases(order, {
              "a is larger": text("It is better than the nearest class mean.", "它比最近均值分类器还好。"),
              "b is larger": text(
                "But it is worse than the nearest class mean, which stores as many numbers.",
                "但它不如最近均值分类器，而两者存的数一样多。",
              ),
              unclear: text("No measurable difference from the nearest class mean.", "与最近均值分类器没有测出差别。"),
            }),
            cases(settling, {
              "a is larger": text("Going back and forth until rest makes it worse.", "来回读到稳定，结果反而更差。"),
              "b is larger": text("Going back and forth until rest makes it better.", "来回读到稳定，结果更好。"),
              unclear: text(
                "Going back and forth until rest makes no measurable difference.",
                "来回读到稳定，没有测出差别。",
              ),
            }),
          ),
    ),
    evidence: say(
      {
        onePass: percent(onePass!),
        settled: percent(settled!),
        pictures: percent(pictures!),
        nearest: percent(nearest!),
      },
      "Test accuracy: {onePass} in one pass, {settled} at rest, {pictures} at rest with one picture per class, and {nearest} for the nearest mean.",
      "测试准确率：读一次 {onePass}，读到稳定 {settled}，每类只存一张标准图并读到稳定 {pictures}，最近均值 {nearest}。",
    ),
    caution: say(
      { train: number(train), test: number(test), seeds: seeds(onePass!.n) },
      "{train} training and {test} test digits of eight by eight bits, {seeds} for the split. The class is the unit of the code with the largest net input. The Hebb rule does not learn from errors; a trained classifier does.",
      "训练数字 {train} 个，测试数字 {test} 个，八列八行的二值图，划分用了 {seeds}。类别取净输入最大的那个编码神经元。Hebb 规则不会从错误中学习，训练出来的分类器会。",
    ),
  };
}
