/** Answers of the experiments on recurrences in both languages. */
import type { Answer } from "../answer.ts";
import { factor, number, percent, seeds } from "../quantity.ts";
import { tooFewSeeds } from "../shared/phrases.ts";
import { cases, paragraph, say, text } from "../text.ts";
import { isUndecided } from "../verdicts.ts";
import type { LengthsFacts, Network, StateKind, StatesFacts } from "./facts.ts";
import type { TaskName } from "./tasks.ts";

export function lengthsWords(facts: LengthsFacts): Answer {
  const { factors, tasks } = facts;
  const of = (task: TaskName, network: Network, at = 0) =>
    tasks
      .find((one) => one.task === task)!
      .networks.find((one) => one.network === network)!
      .accuracy.at(at)!;
  return {
    answer: isUndecided(of("sum", "linear"))
      ? tooFewSeeds
      : paragraph(
          text(
            "A linear recurrence h + g(x) is a sum, and a sum forgets the order of its terms.",
            "线性循环 h + g(x) 就是求和，而求和会忘掉先后顺序。",
          ),
          ...linearWords(facts),
          ...gatedWords(facts),
        ),
    evidence: say(
      {
        linear: percent(of("copy", "linear")),
        gru: percent(of("copy", "GRU")),
        lstm: percent(of("copy", "LSTM")),
        long: percent(of("copy", "LSTM", -1)),
      },
      "Of the symbols to copy, h + g(x) gets {linear} right, the GRU {gru} and the LSTM {lstm}; at the largest delay, the LSTM gets {long}.",
      "复制符号，h + g(x) 对 {linear}，GRU 网络对 {gru}，LSTM 网络对 {lstm}；延迟最长时，LSTM 网络只对 {long}。",
    ),
    caution: say(
      {
        seeds: seeds(of("sum", "linear").n),
        flat: percent(of("parity", "linear")),
        deep: percent(of("parity", "linear, hidden layer")),
        times: factor(factors.at(-1)!),
      },
      "Measured over {seeds}, up to {times} the trained length, with fewer examples than the full training. In copying, h + g(x) knows which symbols there were, so it gets more than chance right. Parities of h + g(x): {flat} with a linear output layer, {deep} with a hidden layer before it. The latter reads parity from the sum, of which it has seen no larger values than the training length allows.",
      "用 {seeds}测量，最长是训练长度的 {times}，训练样本比完整训练少。复制时 h + g(x) 知道有过哪些符号，所以比瞎猜强。h + g(x) 判断奇偶：线性输出层对 {flat}，输出前加一个隐藏层对 {deep}；后者只能从总和里读出奇偶，而训练时见过的总和不超过训练长度。",
    ),
  };
}

const linearWords = ({ sums, order, output, parity }: LengthsFacts) => [
  cases(sums, {
    reached: text(
      "It computes running sums, even of sequences much longer than those of the training.",
      "累加求和它做得很好，序列比训练时长得多也不怕。",
    ),
    missed: text(
      "It computes running sums, but not of sequences much longer than those of the training.",
      "累加求和它会做，但序列比训练时长很多就不行了。",
    ),
    unclear: text(
      "It is unclear if it computes running sums of much longer sequences.",
      "序列长很多时，说不准它还能不能累加求和。",
    ),
  }),
  cases(order, {
    reached: text("It cannot repeat symbols in their order.", "按顺序复述符号，它做不到。"),
    missed: text("Here, it repeats symbols in their order even so.", "不过这次测量中，它也能按顺序复述符号。"),
    unclear: text("It is unclear if it repeats symbols in their order.", "说不准它能不能按顺序复述符号。"),
  }),
  cases(output, {
    "a is larger": text(
      "Parity is a function of the sum, but not a linear one: with a hidden layer before the output, it gets more parities right.",
      "奇偶是总和的函数，但不是线性函数：输出前加一个隐藏层，判断奇偶就更准。",
    ),
    "b is larger": text(
      "Parity is a function of the sum, but a hidden layer before the output makes it worse.",
      "奇偶是总和的函数，但输出前加一个隐藏层反而更差。",
    ),
    unclear: text(
      "Parity is a function of the sum, but a hidden layer before the output makes no measurable difference.",
      "奇偶是总和的函数，但输出前加一个隐藏层，没有测出差别。",
    ),
  }),
  cases(parity, {
    reached: text("Even so, many parities stay wrong.", "即便如此，还是错了不少。"),
    missed: text("It then gets almost all parities right.", "这样奇偶就几乎全对了。"),
    unclear: text(
      "It is unclear if that is enough to get almost all parities right.",
      "这样够不够判断得几乎全对，还说不准。",
    ),
  }),
];

const gatedWords = ({ gates, beyond }: LengthsFacts) => [
  cases(gates, {
    "a is larger": text(
      "With h inside of the activation function, order is seen but not yet kept: a GRU, whose gates can also hold the state, copies more.",
      "把 h 放回激活函数里，看得见顺序，却还记不牢；GRU 网络的门能保住状态，复制对的更多。",
    ),
    "b is larger": text(
      "With h inside of the activation function, more symbols are copied than by a GRU.",
      "把 h 放回激活函数里，复制对的比 GRU 网络还多。",
    ),
    unclear: text(
      "Between h inside of the activation function and a GRU, no measurable difference in copying.",
      "把 h 放回激活函数里，复制符号和 GRU 网络没有测出差别。",
    ),
  }),
  cases(beyond, {
    "a is larger": text(
      "Beyond the trained delay, the GRU's copies last, and the LSTM's do not.",
      "延迟超出训练长度以后，GRU 网络还记得住，LSTM 网络就不行了。",
    ),
    "b is larger": text(
      "Beyond the trained delay, the LSTM's copies last longer than the GRU's.",
      "延迟超出训练长度以后，LSTM 网络比 GRU 网络记得住。",
    ),
    unclear: text(
      "Beyond the trained delay, no measurable difference between the GRU and the LSTM.",
      "延迟超出训练长度以后，没有测出 GRU 网络和 LSTM 网络有什么差别。",
    ),
  }),
];

export function statesWords(facts: StatesFacts): Answer {
  const of = (kind: StateKind) => facts.courses.find((one) => one.kind === kind)!;
  const { first, last } = of("additive").slope!;
  return {
    answer: isUndecided(of("additive").growth) ? tooFewSeeds : paragraph(...growthWords(facts), gateWords(facts)),
    evidence: say(
      {
        positive: factor(of("positive").growth),
        additive: factor(of("additive").growth),
        gru: factor(of("GRU").growth),
        lstm: factor(of("LSTM").growth),
      },
      "Compared with the trained length, the state at the end is {positive} as large for h + σ(x, h) and {additive} for h + g(x, h). For the GRU it is {gru}, and for the memory cell of the LSTM {lstm}.",
      "和训练长度处相比，读完时 h + σ(x, h) 的状态是 {positive}，h + g(x, h) 的是 {additive}，GRU 网络的是 {gru}，LSTM 网络的记忆单元是 {lstm}。",
    ),
    caution: say(
      {
        seeds: seeds(of("additive").growth.n),
        first: number(first, { digits: 2 }),
        last: number(last, { digits: 2 }),
        linear: factor(of("linear").growth),
      },
      "Measured over {seeds} on the task of parity. The slope of tanh in h + g(x, h) is {first} on average at the first step and {last} at the last one. The state of h + g(x) ends {linear} as large, but nothing in it saturates.",
      "在判断奇偶的任务上用 {seeds}测量。h + g(x, h) 里 tanh 的斜率，第一步平均 {first}，最后一步 {last}。h + g(x) 的状态读完时是 {linear}，但它没有激活函数，谈不上饱和。",
    ),
  };
}

const growthWords = ({ positive, additive, flattening }: StatesFacts) => [
  cases(positive, {
    reached: text(
      "Yes, if g is always positive: then the state can only grow.",
      "会，只要 g 算出来总是正数：状态只增不减。",
    ),
    missed: text(
      "If g is always positive, the state can only grow, but in this measurement it hardly does.",
      "如果 g 算出来总是正数，状态只增不减，但这次测量中增长得很少。",
    ),
    unclear: text(
      "If g is always positive, the state can only grow; it is unclear by how much.",
      "如果 g 算出来总是正数，状态只增不减；增长多少还说不准。",
    ),
  }),
  cases(additive, {
    reached: text(
      "With tanh, g could take back what it added, but the state grows even so.",
      "换成 tanh，g 有正有负，本可以减回去，可状态还是越来越大。",
    ),
    missed: text(
      "With tanh, g can take back what it added, and the state does not keep growing.",
      "换成 tanh，g 有正有负，可以减回去，状态就没有一直变大。",
    ),
    unclear: text(
      "With tanh, g can take back what it added, and it is unclear if the state keeps growing.",
      "换成 tanh，g 有正有负，可以减回去，状态会不会一直变大还说不准。",
    ),
  }),
  cases(flattening, {
    "a is larger": text(
      "The larger the state, the flatter tanh: less and less of what is new counts.",
      "状态越大，tanh 就越平，新信息越来越加不进去。",
    ),
    "b is larger": text(
      "The slope of tanh does not fall meanwhile, but rises.",
      "与此同时，tanh 的斜率没有变小，反而变大了。",
    ),
    unclear: text("No measurable change of the slope of tanh.", "没有测出 tanh 的斜率有什么变化。"),
  }),
];

const gateWords = ({ gated: { gru, lstm } }: StatesFacts) =>
  cases(gru === "reached" && lstm === "reached" ? "both" : gru === "reached" ? "gru" : "neither", {
    both: text(
      "Gates forget as much as they add, and the state stays bounded.",
      "有了门控，加多少就忘多少，状态就稳住了。",
    ),
    gru: text(
      "The state of the GRU, a mixture of old and new, stays bounded; it is not certain that the memory cell of the LSTM does.",
      "GRU 网络的状态是新旧状态的加权平均，不会一直变大；LSTM 网络的记忆单元就不一定了。",
    ),
    neither: text(
      "In this measurement, it is not certain that gates keep the state from growing.",
      "这次测量还不能肯定门控拦得住状态变大。",
    ),
  });
