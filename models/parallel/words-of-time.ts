/** Answers of the experiments on time in both languages. */
import type { Answer } from "../answer.ts";
import { count, factor, number, seconds } from "../quantity.ts";
import { median } from "../shared/statistics.ts";
import { type Text, cases, paragraph, say, text } from "../text.ts";
import type { LengthsFacts, WhereFacts } from "./facts.ts";
import type { Kind } from "./sequence.ts";

const threadCount = (threads: number): Text => count(threads, "thread", "threads", "个线程");

export function lengthsWords(facts: LengthsFacts): Answer {
  const { batch, width, threads, rounds, lengths, layers, fastest, gates, scan, overtaken } = facts;
  const layerOf = (kind: Kind) => layers.find((layer) => layer.kind === kind)!;
  const last = (kind: Kind) => seconds(layerOf(kind).times.at(-1)!.median);
  return {
    answer: paragraph(growthWords(fastest), gateWords(gates), scanWords(scan)),
    evidence: say(
      { gru: last("gru"), scan: last("scan"), loop: last("loop"), attention: last("attention") },
      "At the largest length, a training step takes {gru} for the GRU, {scan} for minGRU by scan, {loop} by its own loop, and {attention} for self-attention.",
      "在最长的序列上，训练一步的用时：GRU {gru}，minGRU 并行扫描 {scan}、逐步循环 {loop}，自注意力 {attention}。",
    ),
    caution: paragraph(
      say(
        {
          threads: threadCount(threads),
          rounds: count(rounds, "round", "rounds", "轮"),
          batch: number(batch),
          width: number(width),
          shortest: number(lengths[0]!),
          longest: number(lengths.at(-1)!),
          parameters: factor(layerOf("gru").parameters / layerOf("scan").parameters),
        },
        "Medians of {rounds} on {threads}, with batch size {batch}, width {width} and lengths from {shortest} to {longest}. Layers of the same width differ in parameters: a GRU has {parameters} those of minGRU.",
        "取 {rounds}的中位数，用 {threads}，批量大小 {batch}，宽度 {width}，长度从 {shortest} 到 {longest}。宽度相同，参数并不一样多：GRU 是 minGRU 的 {parameters}。",
      ),
      overtaken === null
        ? undefined
        : say(
            { overtaken: number(overtaken) },
            "Self-attention is slower than the GRU for the first time at a length of {overtaken}.",
            "长度到 {overtaken} 时，自注意力开始比 GRU 慢。",
          ),
    ),
  };
}

function growthWords(fastest: LengthsFacts["fastest"]): Text {
  return cases(fastest, {
    "attention only": text(
      "In proportion to the length for recurrences and convolution; faster only for self-attention, whose scores are as many as the square of the length.",
      "循环和卷积，用时大致与长度成正比；只有自注意力增长得更快，因为它的得分个数是长度的平方。",
    ),
    "others too": text(
      "In this measurement, not only self-attention but another layer too grew faster than the length.",
      "这次测量里，不只是自注意力，还有别的层比长度增长得快。",
    ),
    none: text(
      "At these lengths, no layer grows faster than the length; the scores of self-attention are still few.",
      "在测过的长度内，没有哪一层比长度增长得快；自注意力的得分还不多。",
    ),
    unclear: text(
      "For some of the layers, how the time grows was not clearly measured.",
      "有的层，用时怎样增长没有测清楚。",
    ),
  });
}

function gateWords(gates: LengthsFacts["gates"]): Text {
  return cases(gates, {
    "a is larger": text(
      "A GRU is slower than minGRU of the same width: its gates read the state, so its matrix products must wait for one another, and it has more of them.",
      "宽度相同，GRU 比 minGRU 慢：它的门要读状态，矩阵乘法得一个等一个，而且次数也更多。",
    ),
    "b is larger": text(
      "In this measurement, a GRU is faster than minGRU by scan.",
      "这次测量里，GRU 比并行扫描的 minGRU 还快。",
    ),
    unclear: text(
      "Between a GRU and minGRU by scan, no difference in time was measured.",
      "GRU 和并行扫描的 minGRU 没有测出用时的差别。",
    ),
  });
}

function scanWords(scan: LengthsFacts["scan"]): Text {
  return cases(scan, {
    "a is larger": text(
      "The scan is not what makes it fast here: computed by a plain loop, minGRU is faster still.",
      "快的原因不在扫描：minGRU 改成逐步循环，反而更快。",
    ),
    "b is larger": text(
      "The scan helps as well: computed by a plain loop, minGRU is slower.",
      "扫描也有功劳：minGRU 改成逐步循环，就会变慢。",
    ),
    unclear: text(
      "Between the scan and a plain loop of minGRU, no difference in time was measured here.",
      "minGRU 用扫描还是逐步循环，在这里没有测出用时的差别。",
    ),
  });
}

export function whereWords({ length, threads, rounds, cells, wins }: WhereFacts): Answer {
  const ranked = cells.toSorted((a, b) => b.ratio.median - a.ratio.median);
  const [best, worst] = [ranked[0]!, ranked.at(-1)!];
  const size = ({ batch, width }: (typeof cells)[number]) => count(batch * width, "number", "numbers", "个数");
  const plain = median(cells.map((cell) => cell.plain.median / cell.scan.median));
  return {
    answer: paragraph(winsWords(wins)),
    evidence: say(
      { best: factor(best.ratio.median), most: size(best), worst: factor(worst.ratio.median), least: size(worst) },
      "At best, with a state of {most} in the whole batch, the loop takes {best} the time of the scan. At worst, with {least}, it takes {worst} its time.",
      "扫描最占便宜的时候，整个批量的状态只有 {most}，循环用时是扫描的 {best}。最吃亏的时候，状态有 {least}，循环用时是扫描的 {worst}。",
    ),
    caution: say(
      {
        length: count(length, "step", "steps", "步"),
        rounds: count(rounds, "round", "rounds", "轮"),
        threads: threadCount(threads),
        cells: count(cells.length, "case", "cases", "种情况"),
        won: number(cells.filter(({ order }) => order === "a is larger").length),
        plain: factor(plain),
      },
      "Over {length} with their gradient, medians of {rounds} on {threads}. The scan is clearly faster in {won} of {cells}. It takes {plain} the time if each of its operations is differentiated. A processor with thousands of units would move the limit.",
      "各算 {length}，连同梯度，用 {threads}，取 {rounds}的中位数。{cells}里，扫描明显更快的有 {won} 种。如果对扫描的每个运算分别求梯度，用时是现在的 {plain}。换成有几千个计算单元的处理器，分界线会移动。",
    ),
  };
}

function winsWords(wins: WhereFacts["wins"]): Text {
  return cases(wins, {
    "small states": text(
      "Only if the state is small. A likely reason: with a large state, a single step already gives the processor enough to compute at once, and the loop does half the work of the tree.",
      "只有状态很小的时候。原因大概是：状态一大，单独一步就够处理器同时算的了，而循环的总运算量只有树的一半。",
    ),
    all: text(
      "In this measurement, wherever there was a clear difference, the scan was faster.",
      "这次测量里，凡是差别明显的，都是扫描更快。",
    ),
    none: text(
      "In this measurement, never: wherever there was a clear difference, the loop was faster.",
      "这次测量里一次也没有：凡是差别明显的，都是循环更快。",
    ),
    mixed: text(
      "In this measurement, sometimes the scan and sometimes the loop was faster, without a clear limit of the size of the state.",
      "这次测量里，有时扫描快，有时循环快，和状态的大小没有清楚的分界。",
    ),
    unclear: text(
      "No clear difference in time was measured between the scan and the loop.",
      "扫描和循环，没有测出明显的用时差别。",
    ),
  });
}
