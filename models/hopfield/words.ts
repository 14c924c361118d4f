/** Answers of the experiments with Hopfield networks, in both languages. */
import type { Answer } from "../answer.ts";
import { count, number, percent, seeds } from "../quantity.ts";
import { tooFewSeeds } from "../shared/phrases.ts";
import { cases, enumeration, paragraph, say, text } from "../text.ts";
import { isUndecided } from "../verdicts.ts";
import { at } from "./curves.ts";
import type { CapacityFacts, EnergyFacts, RecallFacts, SpuriousFacts } from "./facts.ts";
import { kindWords } from "./names.ts";

export function energyWords({ updates, descents, mismatch, units }: EnergyFacts): Answer {
  const [required, ...broken] = descents;
  const rising = broken.filter(({ verdict }) => verdict === "rises");
  const seedCount = required!.rising.n;
  return {
    answer: paragraph(
      text(
        "If one unit changes, the energy changes by minus the product of two factors: the change of its state and its net input. The update gives the state the sign of the net input, so both factors have the same sign.",
        "只更新一个神经元时，能量的变化等于负的“状态变化乘以净输入”。更新规则让状态取净输入的符号，这两个因子同号，所以能量只会下降或不变。",
      ),
      cases(required!.verdict, {
        "never rises": text("No update of the measured recalls raised it.", "实测的每一次更新，能量都没有上升。"),
        rises: text("Yet some updates of this measurement raised it.", "但这次测量中，有的更新让能量上升了。"),
      }),
      cases(rising.length > 0 ? "some" : "none", {
        some: () =>
          say(
            { kinds: enumeration(rising.map(({ kind }) => kindWords(kind))) },
            "The proof needs its conditions: the energy does rise in some updates with these changes: {kinds}.",
            "证明离不开条件。破坏任何一条，有的更新就会让能量上升：{kinds}。",
          ),
        none: text(
          "Breaking its conditions did not raise the energy in this measurement.",
          "破坏证明的条件之后，这次测量也没有看到能量上升。",
        ),
      }),
    ),
    evidence: say(
      {
        updates: number(updates),
        together: percent(broken[0]!.rising.mean),
        oneWay: percent(broken[1]!.rising.mean),
        self: percent(broken[2]!.rising.mean),
      },
      "{updates} updates that changed a unit were checked against the energy summed over all pairs. Of the changes, {together} raise the energy if all units are updated at once, {oneWay} with one-way connections, and {self} with self-inhibition.",
      "逐对求和，核对了 {updates} 次改变状态的更新。同时更新所有神经元时，{together} 的更新让能量上升；连接不对称时是 {oneWay}；神经元抑制自己时是 {self}。",
    ),
    caution: paragraph(
      cases(mismatch === 0 ? "exact" : "rounded", {
        exact: text(
          "The weights are integers, so formula and sum agree exactly.",
          "权重都是整数，公式与求和的结果完全一致。",
        ),
        rounded: () =>
          say(
            { mismatch: number(mismatch) },
            "Formula and sum differ by at most {mismatch}.",
            "公式与求和最多相差 {mismatch}。",
          ),
      }),
      say(
        {
          units: count(units, "unit", "units", "个神经元"),
          seeds: seeds(seedCount),
        },
        "Measured with random symmetric weights between {units}, over {seeds}. A falling energy promises rest, not that the rest is the right memory.",
        "在 {units}之间随机取对称的权重，用 {seeds}测量。能量下降只保证会停下来，不保证停在正确的记忆上。",
      ),
    ),
  };
}

export function capacityWords({ curves, loads, collapse, sharper, compared, rules, recalls }: CapacityFacts): Answer {
  const pure = curves.filter(({ noise }) => noise === 0);
  const largest = pure.at(-1)!;
  const [low, high] = [at(largest, loads.below), at(largest, loads.above)];
  const projection = at(curves.at(-1)!, compared);
  return {
    answer: isUndecided(low)
      ? tooFewSeeds
      : paragraph(
          cases(collapse, {
            "a is larger": text(
              "With the Hebb rule, about one pattern per seven units. Beyond that the memory does not fade slowly: it collapses.",
              "用 Hebb 规则，大约每七个神经元存一个模式。再多存，记忆不是慢慢变差，而是整个垮掉。",
            ),
            "b is larger": text(
              "More patterns were recalled better than few in this measurement, against the theory.",
              "这次测量中，存得多反而回忆得好，与理论相反。",
            ),
            unclear: text(
              "No measurable collapse near the theoretical capacity in this measurement.",
              "在理论容量附近，这次没有测出记忆垮掉。",
            ),
          }),
          cases(sharper, {
            "a is larger": text("The larger the network, the sharper the edge.", "网络越大，这条界线越分明。"),
            "b is larger": text("The edge is sharper in the smaller network here.", "这里小网络的界线反而更分明。"),
            unclear: text(
              "No measurable difference in sharpness between the sizes.",
              "网络大小不同，界线的陡缓没有测出差别。",
            ),
          }),
          cases(rules, {
            "a is larger": text(
              "The projection rule keeps more patterns in as many weights.",
              "同样多的权重，投影规则能存更多模式。",
            ),
            "b is larger": text(
              "The projection rule recalls less than the Hebb rule here.",
              "这里投影规则回忆得不如 Hebb 规则。",
            ),
            unclear: text(
              "No measurable difference between the rules at the load compared.",
              "在所比较的存储量下，两种规则没有测出差别。",
            ),
          }),
        ),
    evidence: say(
      {
        units: count(largest.units, "unit", "units", "个神经元"),
        low: number(low, { digits: 2 }),
        high: number(high, { digits: 2 }),
        projection: number(projection, { digits: 2 }),
      },
      "In the network of {units} the mean overlap is {low} below the theoretical capacity and {high} above it. The projection rule, at about twice the capacity and from noisy patterns, has {projection}.",
      "{units}的网络，存得比理论容量略少时平均重叠 {low}，略多时 {high}。投影规则存到约两倍容量，并从加了噪声的模式出发，重叠还有 {projection}。",
    ),
    caution: say(
      { recalls: number(recalls), seeds: seeds(low.n) },
      "{recalls} recalls of random patterns at each point, {seeds}. The projection rule needs all earlier patterns' weights to add one; the Hebb rule adds each by itself. Similar patterns, such as pictures, lower the capacity.",
      "每个点回忆 {recalls} 次随机模式，{seeds}。投影规则每加一个模式，都要用到整个权重矩阵；Hebb 规则只看这个模式自己。模式互相相似（比如图片），容量会更小。",
    ),
  };
}

export function recallWords({
  stored,
  trials,
  curves,
  halves,
  rules,
  similarity,
  noises,
  compared,
}: RecallFacts): Answer {
  const i = noises.indexOf(compared);
  const [random, hebb, projection] = curves.map(({ exact }) => exact[i]!);
  return {
    answer: isUndecided(hebb!)
      ? tooFewSeeds
      : paragraph(
          cases(rules, {
            "a is larger": text(
              "Yes, if they are stored well: the projection rule restores more digits than the Hebb rule.",
              "能，关键看怎么存：用投影规则，恢复的数字比用 Hebb 规则多。",
            ),
            "b is larger": text(
              "Yes; the Hebb rule restores more digits than the projection rule here.",
              "能；这里 Hebb 规则恢复的数字比投影规则还多。",
            ),
            unclear: text("No measurable difference between both storage rules.", "两种存储规则没有测出差别。"),
          }),
          cases(similarity, {
            "a is larger": text(
              "The number of patterns is not to blame: with as many random patterns, the Hebb rule restores more. Digits resemble each other, and the Hebb rule strengthens what they have in common.",
              "问题不在存得多：换成同样个数的随机模式，Hebb 规则恢复得更多。数字图片彼此相像，Hebb 规则加强的正是它们的共同之处。",
            ),
            "b is larger": text(
              "The Hebb rule restores digits better than random patterns here.",
              "这里 Hebb 规则恢复数字比恢复随机模式还好。",
            ),
            unclear: text(
              "For the Hebb rule, no measurable difference between digits and random patterns.",
              "对 Hebb 规则来说，数字和随机模式没有测出差别。",
            ),
          }),
        ),
    evidence: say(
      {
        projection: percent(projection!),
        hebb: percent(hebb!),
        random: percent(random!),
        half: percent(halves.at(-1)!.exact),
      },
      "With the compared noise, the projection rule restores {projection} of the digits exactly, the Hebb rule {hebb}, and {random} of random patterns. From the upper half alone, the projection rule completes {half} of the digits.",
      "在所比较的噪声下，投影规则完全恢复了 {projection} 的数字，Hebb 规则是 {hebb}，而随机模式是 {random}。只给上半张，投影规则补全了 {half} 的数字。",
    ),
    caution: say(
      {
        noise: percent(compared, { digits: 0 }),
        stored: count(stored, "pattern", "patterns", "个模式"),
        trials: number(trials),
        seeds: seeds(hebb!.n),
      },
      "{stored} stored, {trials} recalls of each with {noise} of the pixels flipped, {seeds}. What is restored is the stored picture of a class, not the writer's own digit.",
      "共存 {stored}，每个回忆 {trials} 次，翻转 {noise} 的像素，{seeds}。补回来的是所存的那张标准图片，不是写字的人原来的笔迹。",
    ),
  };
}

export function spuriousWords({ units, tables, listed, mixtures, growth, barrier, ridge }: SpuriousFacts): Answer {
  const [fewest, most] = [tables[0]!, tables.at(-1)!];
  return {
    answer: paragraph(
      text(
        "Yes. The inverse of every stored pattern has the same energy, so it is a memory that nobody stored.",
        "会。每个所存模式的反相，能量和它一样低，等于凭空多了一个记忆。",
      ),
      cases(mixtures, {
        found: text(
          "Mixtures of three patterns were found at rest as well; they are spurious states.",
          "实测还找到了由三个模式混合成的稳定状态，它们也是伪状态。",
        ),
        "not found": text("No mixture of three patterns was found at rest.", "没有找到由三个模式混合成的稳定状态。"),
      }),
      isUndecided(fewest.counts.stored)
        ? tooFewSeeds
        : cases(growth, {
            "a is larger": text("The more is stored, the more spurious states there are.", "存得越多，伪状态也越多。"),
            "b is larger": text("There are fewer of them with more patterns here.", "这里存得多，伪状态反而少。"),
            unclear: text(
              "No measurable growth of their number with the number of patterns.",
              "没有测出伪状态随所存模式增多而增多。",
            ),
          }),
      cases(ridge, {
        between: text(
          "On every measured path between two memories lies a ridge of higher energy, so each has a valley of its own.",
          "从一个记忆走到另一个，测过的每条路都要翻过能量的山脊，所以各有各的谷。",
        ),
        none: text(
          "Some measured path between two memories has no ridge of higher energy.",
          "测过的路里，有的从一个记忆走到另一个并不用翻过山脊。",
        ),
      }),
    ),
    evidence: say(
      {
        listed: number(listed.length),
        first: percent(fewest.basins.stored.mean),
        last: percent(most.basins.stored.mean),
        barrier: percent(barrier),
      },
      "One network with three patterns has {listed} states at rest. From all possible states, {first} end at the stored pattern if there is one, and {last} at a stored one with the most patterns. The ridge is as high as {barrier} of the memory's depth.",
      "有一个存了三个模式的网络，共有 {listed} 个稳定状态。从所有可能的状态出发，只存一个模式时，{first} 停在它上面；存得最多时，只有 {last} 停在所存模式上。山脊的高度是记忆深度的 {barrier}。",
    ),
    caution: say(
      { units: count(units, "unit", "units", "个神经元"), seeds: seeds(fewest.counts.stored.n) },
      "Every state of networks with {units} was tried, over {seeds}. Networks of this size are beyond their capacity with a few patterns; the shares do not carry over to large ones.",
      "在 {units}的网络上试遍了所有状态，{seeds}。这么小的网络，几个模式就已超出容量，这些比例不能照搬到大网络。",
    ),
  };
}
