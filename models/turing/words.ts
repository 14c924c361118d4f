/** Answers of the experiments on what recurrent networks represent and learn, in both languages. */
import type { Answer } from "../answer.ts";
import { count, number, seeds } from "../quantity.ts";
import { tooFewSeeds } from "../shared/phrases.ts";
import { cases, paragraph, say, text } from "../text.ts";
import { isUndecided } from "../verdicts.ts";
import type { CountingFacts, StackFacts } from "./facts.ts";
import type { Kind } from "./model.ts";

const symbols = (value: number) => count(value, "symbol", "symbols", "个符号");

export function stackWords({ single, double, words }: StackFacts): Answer {
  return {
    answer: text(
      "On paper, yes: one number can be a whole stack, and two stacks are the two halves of a Turing machine's tape. That needs numbers of unlimited precision and unlimited time. With floating-point numbers the digits end, and so does the stack: such a network is a finite automaton.",
      "在纸上，是的：一个数就能存下整个栈，两个栈就是图灵机带子的左右两半。但这要求数的精度和时间都不受限制。用浮点数，数位到头，栈也就到头，网络只是一台有限自动机。",
    ),
    evidence: say(
      { single: symbols(single), double: symbols(double) },
      "Words of up to {single} come back without an error in single precision, and of up to {double} in double precision.",
      "单精度下，不超过 {single}的词都能原样取回；双精度下不超过 {double}。",
    ),
    caution: say(
      { words: count(words, "word", "words", "个词") },
      "Measured on {words} of each length, with weights set by hand: it shows what a network can represent, not what training finds. Each symbol takes two binary digits of the number.",
      "每种长度测了 {words}，权重是手工设的：只说明网络能表示什么，不说明训练能找到什么。每个符号要占这个数的两个二进制位。",
    ),
  };
}

/** Compares all networks with the trained length; "further" are those of which most reach half as much again. */
function extentOf(trained: number, cells: CountingFacts["cells"]): "short" | "trained" | "further" {
  const reaches = cells.flatMap(({ reach }) => reach.values);
  if (reaches.some((reach) => reach < trained)) return "short";
  return reaches.filter((reach) => reach >= 1.5 * trained).length > reaches.length / 2 ? "further" : "trained";
}

export function countingWords({ trained, cells, overSRN, overGRU }: CountingFacts): Answer {
  const reach = (kind: Kind) => number(cells.find((cell) => cell.kind === kind)!.reach, { digits: 1 });
  const first = cells[0]!.reach;
  return {
    answer: isUndecided(first)
      ? tooFewSeeds
      : paragraph(
          cases(extentOf(trained, cells), {
            trained: text(
              "They learn to count as far as they were trained, and most not much further.",
              "训练到多远，就能数到多远；再往外，多半走不了几步。",
            ),
            further: text(
              "They learn to count as far as they were trained, and most of them much further.",
              "训练到多远，就能数到多远；再往外，多半还能数很远。",
            ),
            short: text(
              "Not all of them learn to count even as far as they were trained.",
              "就连训练过的长度，也不是每个网络都学会了数。",
            ),
          }),
          cases(overSRN, {
            "a is larger": text(
              "The LSTM counts further than the simple network: its cell can add one for each a and take one away for each b, without bound.",
              "LSTM 网络比简单循环网络数得远：它的记忆单元见一个 a 加一，见一个 b 减一，没有上限。",
            ),
            "b is larger": text(
              "Here the simple network counts further than the LSTM, although only the LSTM's cell is unbounded.",
              "这里简单循环网络反而比 LSTM 网络数得远，尽管只有 LSTM 的记忆单元没有上限。",
            ),
            unclear: text(
              "The LSTM's cell could count without bound, but no measurable difference from the simple network shows.",
              "LSTM 的记忆单元本可以一直数下去，但和简单循环网络没有测出差别。",
            ),
          }),
          cases(overGRU, {
            "a is larger": text(
              "It also counts further than the GRU, whose state stays between minus one and one.",
              "它也比 GRU 网络数得远，GRU 的状态总在负一和一之间。",
            ),
            "b is larger": text("The GRU counts further than the LSTM.", "GRU 网络比 LSTM 网络数得远。"),
            unclear: text("No measurable difference from the GRU.", "和 GRU 网络没有测出差别。"),
          }),
        ),
    evidence: say(
      { trained: number(trained), srn: reach("SRN"), gru: reach("GRU"), lstm: reach("LSTM") },
      "Trained with up to {trained} letters a, the simple network counts correctly up to {srn}, the GRU up to {gru}, and the LSTM up to {lstm}.",
      "训练时最多 {trained} 个 a：简单循环网络能一直数对到 {srn} 个，GRU 网络到 {gru} 个，LSTM 网络到 {lstm} 个。",
    ),
    caution: say(
      { seeds: seeds(first.n) },
      "Measured over {seeds}, which can differ widely. To be able to count is not to learn it: nothing in the training asks for strings longer than those seen.",
      "用 {seeds}测量，不同随机种子之间可能相差很大。能计数不等于学会计数：训练里没有什么要求它数更长的串。",
    ),
  };
}
