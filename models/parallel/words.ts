/** Answers of the experiments on the depth of a scan and on its price, in both languages. */
import type { Answer } from "../answer.ts";
import { count, factor, number, percent, seeds } from "../quantity.ts";
import { tooFewSeeds } from "../shared/phrases.ts";
import { type Text, cases, enumeration, paragraph, say, text } from "../text.ts";
import { isUndecided } from "../verdicts.ts";
import type { DepthFacts, PriceFacts } from "./facts.ts";
import { taskNames } from "./names.ts";

export function depthWords({ rows, grows }: DepthFacts): Answer {
  const { length, depth, work } = rows.at(-1)!;
  return {
    answer: paragraph(
      text(
        "Few, if each step is a linear map of the state. Two such maps in a row are again such a map, so neighbors can be composed in any grouping: as a tree instead of a chain.",
        "如果每一步都是对状态的线性映射，要等的步数很少。两个这样的映射接连起来，还是一个这样的映射，所以相邻的可以随意先合并：不走链，改走树。",
      ),
      cases(grows, {
        "like the logarithm": text(
          "The longest chain of the tree grows only with the logarithm of the length.",
          "树的最长链只随长度的对数增长。",
        ),
        faster: text(
          "In this count, the longest chain of the tree grew faster than the logarithm of the length.",
          "这次数出来，树的最长链比长度的对数增长得快。",
        ),
      }),
    ),
    evidence: say(
      {
        length: count(length, "element", "elements", "个元素"),
        depth: count(depth, "composition", "compositions", "次"),
        work: count(work, "composition", "compositions", "次"),
        each: factor(work / length),
      },
      "For {length}, the loop takes as many steps, one after another. The longest chain of the scan has {depth}; it does {work} in all, {each} the number of elements.",
      "{length}，逐步循环就要先后走这么多步。扫描的最长链只有 {depth}复合；一共做 {work}复合，是元素个数的 {each}。",
    ),
    caution: text(
      "Less waiting is paid for with more work: a composition takes two products and a sum, a step of the loop one product and a sum. And the maps must be known in advance, so gates must not read the previous state; the steps of a GRU have no such short form.",
      "等得少，是用算得多换来的：一次复合要两次乘法、一次加法，循环的一步只要一次乘法、一次加法。而且映射要事先知道，所以门不能读前一个状态；GRU 的一步就没有这样简短的写法。",
    ),
  };
}

export function priceWords({ tasks, factors, bar }: PriceFacts): Answer {
  const parity = tasks.find(({ task }) => task === "parity")!;
  const [minGRU, second, signed, gru] = parity.networks.map(({ accuracy }) => accuracy);
  return {
    answer: isUndecided(minGRU![0]!)
      ? tooFewSeeds
      : paragraph(keptWords(tasks), lostWords(tasks), secondWords(tasks), signedWords(tasks)),
    evidence: say(
      {
        minGRU: percent(minGRU![0]!),
        gru: percent(gru![0]!),
        second: percent(second![0]!),
        signed: percent(signed![0]!),
      },
      "Parity is answered correctly in {minGRU} of steps by minGRU, in {gru} by the GRU, in {second} by two layers of minGRU, and in {signed} by one layer with signed factors.",
      "判断奇偶的准确率：minGRU {minGRU}，GRU {gru}，两层 minGRU {second}，系数可为负的一层 {signed}。",
    ),
    caution: say(
      {
        seeds: seeds(minGRU![0]!.n),
        length: count(parity.length, "bit", "bits", "位"),
        longest: number(factors.at(-1)!),
        second: percent(second!.at(-1)!),
        gru: percent(gru!.at(-1)!),
        bar: percent(bar, { digits: 0 }),
      },
      "Measured over {seeds}; a task counts as solved above {bar}. Training sequences of parity have {length}; at {longest} times that length, two layers reach {second} and the GRU {gru}. What was not learned here may still be possible with other weights.",
      "用 {seeds}测量，准确率超过 {bar} 才算学会。判断奇偶的训练序列有 {length}；长到它的 {longest} 倍，两层 minGRU 是 {second}，GRU 是 {gru}。这里没学会，不等于换一组权重也做不到。",
    ),
  };
}

type Task = PriceFacts["tasks"][number];

const listOf = (tasks: readonly Task[]): { readonly tasks: Text } => ({
  tasks: enumeration(tasks.map(({ task }) => taskNames(task))),
});

const isSolved = (recurrence: string) => (one: Task) =>
  one.networks.find((own) => own.recurrence === recurrence)!.solved === "reached";

/** Tasks at which a GRU is clearly better than minGRU, which does not solve them. */
const lostOf = (tasks: readonly Task[]): readonly Task[] =>
  tasks.filter((one) => one.lost === "a is larger" && !isSolved("minGRU")(one));

function keptWords(tasks: readonly Task[]): Text {
  const kept = tasks.filter(isSolved("minGRU"));
  if (kept.length === 0) {
    return text("One layer of minGRU solves none of the tasks here.", "一层 minGRU 在这里一个任务也没有学会。");
  }
  return say(
    listOf(kept),
    "A gate that reads only the input still decides what to keep: one layer of minGRU solves {tasks}.",
    "门只看输入，照样能决定留下什么：一层 minGRU 学会了{tasks}。",
  );
}

function lostWords(tasks: readonly Task[]): Text {
  const lost = lostOf(tasks);
  if (lost.length === 0) {
    return text("Compared with a GRU, no loss was measured on these tasks.", "和 GRU 相比，在这些任务上没有测出损失。");
  }
  return say(
    listOf(lost),
    "What it lacks is a state that decides how it changes itself. It does worse than a GRU at {tasks}.",
    "放弃的是：让状态自己决定怎样变化。比 GRU 差的任务是{tasks}。",
  );
}

function secondWords(tasks: readonly Task[]): Text | undefined {
  const lost = lostOf(tasks);
  if (lost.length === 0) return undefined;
  const better = lost.filter(({ second }) => second === "a is larger");
  if (better.length === 0) {
    return text(
      "A second layer, whose gates see the states of the first, made no measurable difference to these.",
      "再加一层，它的门能看到第一层的状态，但在这些任务上没有测出差别。",
    );
  }
  return say(
    listOf(better),
    "A second layer, whose gates see the states of the first, improves {tasks}.",
    "再加一层，它的门能看到第一层的状态，于是{tasks}有了提高。",
  );
}

function signedWords(tasks: readonly Task[]): Text | undefined {
  const lost = lostOf(tasks);
  if (lost.length === 0) return undefined;
  const won = lost.filter(isSolved("signed"));
  const missed = lost.filter((one) => one.task === "cups" && !isSolved("signed")(one));
  return paragraph(
    won.length === 0
      ? text(
          "Factors that can turn the sign of the state solve none of these here.",
          "让系数可以取负、把状态变号，在这里也没有学会其中任何一个。",
        )
      : say(
          listOf(won),
          "Factors that can turn the sign of the state are enough for one layer to solve {tasks}.",
          "只要系数可以取负、能把状态变号，一层就学会了{tasks}。",
        ),
    missed.length === 0
      ? undefined
      : text(
          "They were not enough for the swapped cups: the result of swaps depends on their order, that of products of factors does not.",
          "换杯子还是没学会：交换的结果和先后顺序有关，系数相乘却与顺序无关。",
        ),
  );
}
