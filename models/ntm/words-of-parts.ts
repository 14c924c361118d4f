/** Answers about machines with a part switched off or exchanged, in both languages. */
import type { Answer } from "../answer.ts";
import { count, number, percent, seeds } from "../quantity.ts";
import { tooFewSeeds } from "../shared/phrases.ts";
import { type Text, cases, enumeration, paragraph, say, text } from "../text.ts";
import { type Order, isUndecided } from "../verdicts.ts";
import type { AddressingFacts, ControllersFacts, Mechanism } from "./facts.ts";
import { taskTitle } from "./names.ts";

type Off = Exclude<Mechanism, "all">;
const offs = ["content", "interpolation", "shift", "sharpening"] as const satisfies readonly Off[];

const mechanismNoun = (off: Off): Text =>
  cases(off, {
    content: text("addressing by content", "内容寻址"),
    interpolation: text("interpolation", "插值"),
    shift: text("shifts", "移动"),
    sharpening: text("sharpening", "锐化"),
  });

const listed = (orders: AddressingFacts["orders"], order: Order): Text =>
  enumeration(offs.filter((off) => orders[off] === order).map(mechanismNoun));

export function addressingWords({ trained, tested, wrong, longer, orders, needed }: AddressingFacts): Answer {
  const unclear = offs.some((off) => orders[off] === "unclear");
  const better = offs.some((off) => orders[off] === "b is larger");
  const { all, shift, interpolation } = wrong;
  return {
    answer: isUndecided(all)
      ? tooFewSeeds
      : paragraph(
          needed === "none"
            ? text(
                "At trained lengths, no mechanism made a measurable difference when it was switched off.",
                "在训练过的长度上，关掉哪一种机制都没有测出变差。",
              )
            : say(
                { needed: listed(orders, "a is larger") },
                "Switched off one at a time, these mechanisms are missed: without {needed}, the machine makes more errors at trained lengths.",
                "逐个关掉试试，少不了的是{needed}：关掉以后，训练过的长度上错误也会变多。",
              ),
          unclear
            ? say(
                { free: listed(orders, "unclear") },
                "Without {free}, no measurable difference at these lengths.",
                "关掉{free}，在这些长度上没有测出差别。",
              )
            : undefined,
          better
            ? say(
                { better: listed(orders, "b is larger") },
                "Without {better}, the machine even makes fewer errors here.",
                "关掉{better}，这里的错误反而更少。",
              )
            : undefined,
        ),
    evidence: say(
      {
        all: number(all),
        interpolation: number(interpolation),
        shift: number(shift),
        longer: percent(longer.all),
      },
      "Wrong bits per sequence: {all} with all mechanisms, {interpolation} without interpolation, {shift} without shifts. With all mechanisms, {longer} of the bits of sequences twice as long are wrong.",
      "每个序列错的位数：机制齐全 {all}，没有插值 {interpolation}，没有移动 {shift}。机制齐全时，序列长一倍，错 {longer} 的位。",
    ),
    caution: say(
      {
        seeds: seeds(all.n),
        trained: count(trained, "vector", "vectors", "个向量"),
        tested: count(tested, "vector", "vectors", "个向量"),
      },
      "Over {seeds}, with a constant memory at the start, trained on up to {trained} and tested on {tested}. Without content there is nothing to interpolate either. Other tasks need other mechanisms.",
      "共 {seeds}，初始记忆是常数；训练序列最长 {trained}，更长的有 {tested}。没有内容寻址，也就没有插值。换一个任务，少不了的机制可能不同。",
    ),
  };
}

export function controllersWords({ tasks, wrong, orders }: ControllersFacts): Answer {
  const [copy, repeat] = wrong;
  const listOf = (order: Order) => tasks.filter((_, t) => orders[t] === order).map(taskTitle);
  const [lstmWorse, feedForwardWorse, unclear] = (["a is larger", "b is larger", "unclear"] as const).map(listOf);
  return {
    answer: isUndecided(copy![0]!)
      ? tooFewSeeds
      : paragraph(
          unclear!.length > 0
            ? say(
                { tasks: enumeration(unclear!) },
                "Not everywhere: for {tasks}, no measurable difference between a feed-forward controller, which remembers nothing itself, and an LSTM.",
                "不一定：{tasks}任务中，前馈控制器自己什么都不记，和 LSTM 控制器相比也没有测出差别。",
              )
            : undefined,
          lstmWorse!.length > 0
            ? say(
                { tasks: enumeration(lstmWorse!) },
                "For {tasks}, the feed-forward controller makes fewer errors: it cannot but use the external memory.",
                "{tasks}任务中，前馈控制器的错误更少：它只能靠外部记忆。",
              )
            : undefined,
          feedForwardWorse!.length > 0
            ? say(
                { tasks: enumeration(feedForwardWorse!) },
                "For {tasks}, the LSTM makes fewer errors: its own state helps.",
                "{tasks}任务中，LSTM 控制器的错误更少：它自己的状态有用。",
              )
            : undefined,
        ),
    evidence: say(
      {
        lstm: number(copy![0]!),
        feedForward: number(copy![1]!),
        recurrent: number(repeat![0]!),
        other: number(repeat![1]!),
      },
      "Wrong bits per sequence to copy: {lstm} with an LSTM, {feedForward} with a feed-forward controller. To copy several times: {recurrent} and {other}.",
      "复制任务每个序列错的位数：LSTM 控制器 {lstm}，前馈控制器 {feedForward}；重复复制任务分别是 {recurrent} 和 {other}。",
    ),
    caution: say(
      { seeds: seeds(copy![0]!.n) },
      "Over {seeds}, with equally many hidden units and steps; for recall, the better of up to two starts counts. A feed-forward controller sees the past only through what its read head brings back, one slot at a time.",
      "共 {seeds}，隐藏单元数和训练步数相同；联想回忆最多训练两次，取好的一次。前馈控制器只能通过读头看到过去，每步只读一处。",
    ),
  };
}
