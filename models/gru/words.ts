/** Answers of the experiments on the two gates in both languages. */
import type { Answer } from "../answer.ts";
import { count, number, percent, ratio, seeds } from "../quantity.ts";
import { tooFewSeeds } from "../shared/phrases.ts";
import { type Text, cases, paragraph, say, text } from "../text.ts";
import { isUndecided } from "../verdicts.ts";
import type { ResetFacts, UpdateFacts } from "./facts.ts";

export function updateWords(facts: UpdateFacts): Answer {
  const { lengths, curves, chance, frozen, replaced, constant, learned, luck, reading, selective } = facts;
  const [zero, , one, own] = curves.map(({ accuracy }) => accuracy);
  const worst = own!.reduce(
    (least, summary, i) => {
      const value = Math.min(...summary.values);
      return value < least.value ? { value, length: lengths[i]! } : least;
    },
    { value: Infinity, length: 0 },
  );
  return {
    answer: isUndecided(own![0]!)
      ? tooFewSeeds
      : paragraph(
          frozenWords(frozen),
          replacedWords(replaced),
          constantWords(constant),
          learnedWords(learned, luck),
          selectiveWords(selective),
        ),
    evidence: say(
      {
        learned: percent(own!.at(-1)!),
        zero: percent(zero!.at(-1)!),
        zeros: number(reading.zeros, { digits: 2 }),
        counted: number(reading.counted, { digits: 2 }),
      },
      "On the longest sequences, {learned} of the sums are correct with the learned gate, and {zero} with z fixed at zero. The learned z is {zeros} on average at later zeros and {counted} at the two digits to add.",
      "在最长的序列上，由网络学习的更新门答对 {learned}，z 固定为零答对 {zero}。学到的 z，在后面的零处平均为 {zeros}，在要相加的两位数字处平均为 {counted}。",
    ),
    caution: say(
      {
        seeds: seeds(own![0]!.n),
        shortest: count(lengths[0]!, "digit", "digits", "位"),
        longest: count(lengths.at(-1)!, "digit", "digits", "位"),
        worst: percent(worst.value),
        length: count(worst.length, "digit", "digits", "位"),
        one: percent(one![0]!),
        chance: percent(chance, { digits: 0 }),
        others: number(reading.others, { digits: 2 }),
      },
      "Measured over {seeds}, from {shortest} to {longest}; the worst single run of the learned gate is {worst}, at {length}. With z fixed at one, {one} are correct; always guessing the most frequent sum gives {chance}. Means over units hide that single units differ; at later digits other than zero, z is {others}.",
      "用 {seeds}测量，长度从 {shortest}到 {longest}；门由网络学习时，最差的一次是 {worst}，长度为 {length}。z 固定为一，答对 {one}；总猜最常见的和，答对 {chance}。对神经元取平均，会掩盖它们之间的差别；在后面不为零的数字处，z 平均为 {others}。",
    ),
  };
}

function frozenWords(frozen: UpdateFacts["frozen"]): Text {
  return cases(frozen, {
    reached: text(
      "With z always one, the state never changes, so nothing can be remembered.",
      "z 一直为一，状态永远不变，什么也记不住。",
    ),
    missed: text(
      "With z always one, the state never changes; in this measurement, sums were still classified better than by guessing.",
      "z 一直为一，状态永远不变；但这次测量里，求和比猜的还是好一些。",
    ),
    unclear: text(
      "With z always one, the state never changes; the accuracy is not clearly that of guessing.",
      "z 一直为一，状态永远不变；不过准确率是不是等于瞎猜，没有测清楚。",
    ),
  });
}

function replacedWords(replaced: UpdateFacts["replaced"]): Text {
  const otherwise = text(
    "With z always zero, the state is replaced at every step, as in a simple recurrent network; its accuracy does not fall throughout.",
    "z 一直为零，状态每一步都换成新的，就像简单循环网络；它的准确率并不是一路下降。",
  );
  return cases(replaced, {
    falls: text(
      "With z always zero, the state is replaced at every step, as in a simple recurrent network: it still sees the previous state, but forgets soon.",
      "z 一直为零，状态每一步都换成新的，就像简单循环网络：还看得到上一步，但很快就忘。",
    ),
    rises: otherwise,
    peaks: otherwise,
    dips: otherwise,
    unclear: text(
      "With z always zero, the state is replaced at every step, as in a simple recurrent network; at these lengths, no fall of the accuracy was measured.",
      "z 一直为零，状态每一步都换成新的，就像简单循环网络；在测过的长度内，没有测出准确率下降。",
    ),
  });
}

function constantWords(constant: UpdateFacts["constant"]): Text {
  return cases(constant, {
    "a is larger": text(
      "A constant in between loses the same share of everything at each step, and the learned gate does better.",
      "取一个中间的常数，每一步都按同样的比例忘，不如由网络学习。",
    ),
    "b is larger": text(
      "A constant close to one did better than the learned gate in this measurement.",
      "取一个接近一的常数，这次测量里比由网络学习还好。",
    ),
    unclear: text(
      "Between a constant close to one and the learned gate, no difference was measured at the largest length.",
      "取一个接近一的常数，在最长的序列上和由网络学习没有测出差别。",
    ),
  });
}

function learnedWords(learned: UpdateFacts["learned"], luck: UpdateFacts["luck"]): Text {
  return paragraph(
    cases(learned, {
      "a is larger": text("A learned gate remembers longer than z at zero.", "由网络学习的门，比 z 为零记得久。"),
      "b is larger": text("A learned gate remembered less than z at zero.", "由网络学习的门，反而比 z 为零记得少。"),
      unclear: text(
        "At the largest length, a learned gate and z at zero do not differ measurably.",
        "在最长的序列上，由网络学习的门和 z 为零没有测出差别。",
      ),
    }),
    cases(luck, {
      matters: text("Whether it is learned depends on the random seed.", "能不能学会，还要看随机种子。"),
      "does not matter": text("It was learned with every seed about equally well.", "换随机种子，学得都差不多。"),
    }),
  );
}

function selectiveWords(selective: UpdateFacts["selective"]): Text {
  return cases(selective, {
    "a is larger": text(
      "It has learned when to keep: z is larger at later zeros than at the digits that count.",
      "它学会了何时该保留：读到后面的零，z 比读要记的数字时大。",
    ),
    "b is larger": text(
      "On average over units, z is smaller at later zeros than at the digits that count.",
      "对神经元取平均，读到后面的零，z 反而比读要记的数字时小。",
    ),
    unclear: text(
      "On average over units, no difference in z was measured between later zeros and the digits that count.",
      "对神经元取平均，后面的零和要记的数字相比，没有测出 z 的差别。",
    ),
  });
}

export function resetWords({ digits, networks, alone, reset, remembers }: ResetFacts): Answer {
  const [both, r, z, none] = networks;
  return {
    answer: paragraph(
      aloneWords(alone),
      ...(isUndecided(both!.accuracy) ? [tooFewSeeds] : [remembersWords(remembers), valueWords(reset)]),
    ),
    evidence: say(
      {
        both: percent(both!.accuracy),
        r: percent(r!.accuracy),
        z: percent(z!.accuracy),
        none: percent(none!.accuracy),
      },
      "Sums classified correctly: {both} with both gates learned, {r} with the reset gate at zero, {z} with the update gate at zero, and {none} with both at zero.",
      "求和的准确率：两个门都由网络学习 {both}，重置门为零 {r}，更新门为零 {z}，两个都为零 {none}。",
    ),
    caution: say(
      {
        seeds: seeds(both!.accuracy.n),
        digits: count(digits, "digit", "digits", "位数字"),
        influence: ratio(r!.influence[1]!),
      },
      "Accuracies are over {seeds} and sequences of {digits}; the sum of the first two is asked for. Before training, the previous input influences the state {influence} as much as the current one if the reset gate is zero.",
      "准确率用 {seeds}测量，序列有 {digits}，求前两位之和。训练之前，重置门为零时，前一个输入对状态的影响是当前输入的 {influence}。",
    ),
  };
}

function aloneWords(alone: ResetFacts["alone"]): Text {
  return cases(alone, {
    "only both 0": text(
      "Not by itself. A reset gate of zero makes the candidate state depend on the current input alone, but the state still carries the old state with it, weighted by z. Only if z is zero as well does it depend on the current input alone.",
      "单靠它不行。重置门为零，候选状态只和当前输入有关；但旧状态还按 z 的比例留在状态里。z 也为零，状态才只和当前输入有关。",
    ),
    "others too": text(
      "In this measurement, the state also depended on the current input alone with only one of the gates at zero.",
      "这次测量里，只把一个门固定为零，状态也只和当前输入有关了。",
    ),
    none: text(
      "In this measurement, the state depended on earlier inputs even with both gates at zero.",
      "这次测量里，两个门都为零，状态仍和更早的输入有关。",
    ),
  });
}

function remembersWords(remembers: ResetFacts["remembers"]): Text {
  return cases(remembers, {
    "a is larger": text(
      "So a network with a reset gate of zero still remembers; with both at zero it cannot.",
      "所以重置门为零的网络照样记得住，两个门都为零就记不住了。",
    ),
    "b is larger": text(
      "In this measurement, the network with both at zero remembered more than the one with a reset gate of zero.",
      "这次测量里，两个门都为零反而比只有重置门为零记得多。",
    ),
    unclear: text(
      "Between a reset gate of zero and both gates at zero, no difference in memory was measured.",
      "重置门为零和两个门都为零，没有测出记忆上的差别。",
    ),
  });
}

function valueWords(reset: ResetFacts["reset"]): Text {
  return cases(reset, {
    "a is larger": text("A learned reset gate is better than one fixed at zero.", "重置门由网络学习，比固定为零更好。"),
    "b is larger": text(
      "In this measurement, a learned reset gate was worse than one fixed at zero.",
      "这次测量里，重置门由网络学习反而比固定为零更差。",
    ),
    unclear: text(
      "On this task, no difference was measured between a learned reset gate and one fixed at zero.",
      "在这个任务上，重置门由网络学习和固定为零没有测出差别。",
    ),
  });
}
