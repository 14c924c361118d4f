/** Answers of the experiments on long short-term memory in both languages. */
import type { Answer } from "../answer.ts";
import { count, nats, number, percent, seeds } from "../quantity.ts";
import { tooFewSeeds } from "../shared/phrases.ts";
import { type Text, cases, paragraph, say, text } from "../text.ts";
import { isUndecided } from "../verdicts.ts";
import type { Effect, GatesFacts, ReadingFacts } from "./facts.ts";
import { type Gate, gates } from "./model.ts";
import { gateNames } from "./names.ts";

export function gatesWords({ digits, passage, results, effects, keeping }: GatesFacts): Answer {
  const [all, forget, , , closed] = results;
  return {
    answer: paragraph(
      text(
        "The forget gate decides what a cell keeps, the input gate what it takes in, and the output gate what it shows.",
        "遗忘门决定记忆单元留下什么，输入门决定写进什么，输出门决定给外面看什么。",
      ),
      ...(isUndecided(all!.sums)
        ? [tooFewSeeds]
        : [
            text(
              "To see what each is worth, it was removed: it then always stays open.",
              "要看哪个门有多大用处，就把它去掉，也就是让它始终打开。",
            ),
            ...gates.map((gate) => effectWords(gate, effects[gate])),
            keepingWords(keeping),
          ]),
    ),
    evidence: say(
      {
        sums: percent(all!.sums),
        closed: percent(closed!.sums),
        nats: nats(all!.nats, { digits: 3 }),
        forget: nats(forget!.nats, { digits: 3 }),
      },
      "With all gates, {sums} of the sums are correct; with the forget gate closed, {closed}. A character of text costs {nats} with all gates, and {forget} without the forget gate.",
      "三个门都有，求和答对 {sums}；遗忘门始终关闭，答对 {closed}。文本上每个字符的损失：三个门都有是 {nats}，去掉遗忘门是 {forget}。",
    ),
    caution: say(
      {
        seeds: seeds(all!.sums.n),
        digits: count(digits, "digit", "digits", "位数字"),
        passage: count(passage, "character", "characters", "个字符"),
        size: number(all!.size, { digits: 1 }),
        free: number(forget!.size, { digits: 1 }),
      },
      "Measured over {seeds}, with the sum of the first two of {digits} and with a novel. After {passage}, cells have a root mean square of {size}, and of {free} without the forget gate. Other tasks may need other gates.",
      "共 {seeds}，任务是求 {digits}中前两位之和，以及预测一部小说。读完 {passage}，记忆单元的均方根是 {size}，去掉遗忘门是 {free}。换了任务，要紧的门可能不一样。",
    ),
  };
}

function effectWords(gate: Gate, effect: Effect): Text {
  const slots = { gate: gateNames(gate) };
  return cases(effect, {
    "worse at both": say(
      slots,
      "Without the {gate}, the network gets worse at both tasks, remembering digits and predicting text.",
      "去掉{gate}，记数字和预测文本都变差。",
    ),
    "worse at sums": say(
      slots,
      "Without the {gate}, the network remembers digits less well, but predicts text without a measurable difference.",
      "去掉{gate}，记数字变差，预测文本没有测出差别。",
    ),
    "worse at text": say(
      slots,
      "Without the {gate}, the network predicts text less well, but remembers digits without a measurable difference.",
      "去掉{gate}，预测文本变差，记数字没有测出差别。",
    ),
    "no difference": say(slots, "Without the {gate}, there is no measurable difference.", "去掉{gate}，没有测出差别。"),
    better: say(
      slots,
      "Without the {gate}, the network was even better in this measurement.",
      "去掉{gate}，这次测量里反而更好。",
    ),
    mixed: say(
      slots,
      "Without the {gate}, the network was better at one task and worse at the other.",
      "去掉{gate}，一个任务变好，另一个任务变差。",
    ),
  });
}

function keepingWords(keeping: GatesFacts["keeping"]): Text {
  return cases(keeping, {
    "a is larger": text(
      "If the forget gate is always closed instead, cells keep nothing from one step to the next, and the digits are forgotten.",
      "反过来让遗忘门始终关闭，记忆单元每一步都清空，前面的数字就忘了。",
    ),
    "b is larger": text(
      "If the forget gate is always closed instead, the digits were remembered even better in this measurement.",
      "反过来让遗忘门始终关闭，这次测量里数字反而记得更好。",
    ),
    unclear: text(
      "If the forget gate is always closed instead, the digits are remembered without a measurable difference.",
      "反过来让遗忘门始终关闭，记数字没有测出差别。",
    ),
  });
}

export function readingWords(facts: ReadingFacts): Answer {
  const { read, hidden, open, spaces, elsewhere, forgetting, lasting, line, follows } = facts;
  return {
    answer: paragraph(
      text(
        "Every cell has its own three gates, and they take new values at every character.",
        "每个记忆单元都有自己的三个门，每读一个字符，门就重新取一次值。",
      ),
      ...(isUndecided(line) ? [tooFewSeeds] : [forgettingWords(forgetting), followingWords(follows)]),
    ),
    evidence: say(
      {
        forget: number(open.forget, { digits: 2 }),
        spaces: number(spaces, { digits: 2 }),
        elsewhere: number(elsewhere, { digits: 2 }),
        lasting: percent(lasting),
      },
      "The forget gates are {forget} open on average, {spaces} at spaces and {elsewhere} at other characters. {lasting} of the cells keep a value for more than ten characters.",
      "遗忘门平均打开 {forget}，遇到空格是 {spaces}，其他字符是 {elsewhere}。有 {lasting} 的记忆单元，能把一个值保留十个字符以上。",
    ),
    caution: say(
      {
        seeds: seeds(line.n),
        read: count(read, "character", "characters", "个字符"),
        cells: count(hidden, "cell", "cells", "个记忆单元"),
        line: number(line, { digits: 2 }),
      },
      "Over {seeds} and {read} of held-out text. The best of {cells} was chosen in the first half of the text; in the second half, its correlation with the position in the line is {line}. That it follows a quantity does not show that the network needs it.",
      "共 {seeds}，读了 {read}的留出文本。先在前半段文本上从 {cells}里挑出最好的一个，再到后半段去量，它与“行内位置”的相关系数是 {line}。它跟着某个量变化，并不说明网络用得着这个量。",
    ),
  };
}

function forgettingWords(forgetting: ReadingFacts["forgetting"]): Text {
  return cases(forgetting, {
    "a is larger": text(
      "At spaces, the forget gates are more open than elsewhere: the end of a word is no place to forget.",
      "遇到空格，遗忘门比别处开得更大：单词结束时并不清空。",
    ),
    "b is larger": text(
      "At spaces, the forget gates are less open than elsewhere: more is forgotten at the end of a word.",
      "遇到空格，遗忘门比别处开得小：一个单词结束，忘掉的就多一些。",
    ),
    unclear: text(
      "Between spaces and other characters, there is no measurable difference in the forget gates.",
      "空格和其他字符相比，没有测出遗忘门的差别。",
    ),
  });
}

function followingWords(follows: ReadingFacts["follows"]): Text {
  return cases(follows, {
    reached: text(
      "One cell follows the position in the line, although nobody told the network to count.",
      "有一个记忆单元跟着行内位置变化，尽管没有人教网络数数。",
    ),
    missed: text("No cell closely follows the position in the line.", "没有哪个记忆单元紧跟着行内位置变化。"),
    unclear: text(
      "Whether a cell follows the position in the line depends on the random seed.",
      "有没有记忆单元跟着行内位置变化，取决于随机种子。",
    ),
  });
}
