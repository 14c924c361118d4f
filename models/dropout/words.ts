/** Answers of the experiments on sub-networks and on samples of the parameters in both languages. */
import type { Answer } from "../answer.ts";
import { count, factor, nats, number, percent, seeds } from "../quantity.ts";
import { tooFewSeeds } from "../shared/phrases.ts";
import { type Text, cases, paragraph, say, text } from "../text.ts";
import { isUndecided } from "../verdicts.ts";
import type { BayesianFacts, Spreading, SubnetworksFacts } from "./facts.ts";

export function subnetworksWords(facts: SubnetworksFacts): Answer {
  const { units, networks, one, two, committee, scaling } = facts;
  const { each, arithmetic, scaled } = one.losses;
  return {
    answer: paragraph(
      exactWords(facts),
      ...(isUndecided(each) ? [tooFewSeeds] : [committeeWords(committee), scalingWords(scaling)]),
    ),
    evidence: say(
      { networks: number(networks), each: nats(each), arithmetic: nats(arithmetic), scaled: nats(scaled) },
      "One of the {networks} sub-networks has a test loss of {each} on average. The arithmetic mean of all of them has {arithmetic}, the single pass {scaled}.",
      "{networks} 个子网络，单独一个的测试集损失平均是 {each}；全部子网络的算术平均是 {arithmetic}，只算一遍是 {scaled}。",
    ),
    caution: say(
      {
        seeds: seeds(each.n),
        units: count(units, "hidden unit", "hidden units", "个隐藏单元"),
        half: percent(0.5, { digits: 0 }),
        one: number(one.geometric),
        two: number(two.geometric),
        moved: percent(one.moved),
        agreeing: percent(one.agreeing),
      },
      "Measured over {seeds} with {units} and a dropout rate of {half}. The largest difference in probability between the single pass and the geometric mean is {one} with one layer and {two} with two. From the arithmetic mean it differs in {moved} of the probability, but names the same class for {agreeing} of the digits.",
      "用 {seeds}测量，{units}，暂退法的丢弃率 {half}。只算一遍与几何平均的概率最多相差：一层时{one}，两层时{two}。它和算术平均的预测有 {moved} 的概率对不上，但 {agreeing} 的数字判成同一类。",
    ),
  };
}

function exactWords({ oneLayer, twoLayers }: SubnetworksFacts): Text {
  return paragraph(
    cases(oneLayer, {
      equal: text(
        "With one layer of dropped units, yes: a single pass with scaled weights is exactly the geometric mean of the predictions of all sub-networks, divided by its sum.",
        "只有一层用暂退法时，确实如此：权重缩放后只算一遍，正好是全部子网络预测的几何平均（再归一化）。",
      ),
      different: text(
        "With one layer of dropped units, a single pass should be the geometric mean of all sub-networks, but here it is not.",
        "只有一层用暂退法时，只算一遍本该等于全部子网络的几何平均，这次却不相等。",
      ),
    }),
    cases(twoLayers, {
      equal: text(
        "With two such layers and ReLU between them, no difference shows here either.",
        "两层都用、中间隔着 ReLU，这次也看不出差别。",
      ),
      different: text(
        "With two such layers and ReLU between them, it is only an approximation.",
        "两层都用、中间隔着 ReLU，就只是近似了。",
      ),
    }),
  );
}

const committeeWords = (committee: SubnetworksFacts["committee"]): Text =>
  cases(committee, {
    "a is larger": text(
      "All sub-networks together predict better than one of them.",
      "全部子网络合在一起，比单独一个预测得好。",
    ),
    "b is larger": text(
      "All sub-networks together predict worse than one of them here.",
      "这次测量里，全部子网络合在一起反而比单独一个预测得差。",
    ),
    unclear: text(
      "Between all sub-networks together and one of them, no difference was measured.",
      "全部子网络合在一起，和单独一个没有测出差别。",
    ),
  });

const scalingWords = (scaling: SubnetworksFacts["scaling"]): Text =>
  cases(scaling, {
    "a is larger": text(
      "The single pass replaces them well: its loss is even smaller than that of the arithmetic mean.",
      "只算一遍完全可以代替它们：损失比算术平均还小。",
    ),
    "b is larger": text(
      "The single pass is cheap, but its loss is larger than that of the arithmetic mean.",
      "只算一遍省事，但损失比算术平均大。",
    ),
    unclear: text(
      "The single pass replaces them: no difference in loss was measured from the arithmetic mean.",
      "只算一遍可以代替它们：损失和算术平均没有测出差别。",
    ),
  });

export function bayesianWords({ rate, samples, cases: all, deep, flat, elsewhere, missing }: BayesianFacts): Answer {
  const centered = (depth: number) => all.find((one) => one.depth === depth)!;
  const [three, one, other] = [centered(3), centered(1), all.at(-1)!];
  return {
    answer: paragraph(
      text(
        "Θ is simply all weights and biases of the network, taken as random: each dropout mask draws one sample θ of them, a thinned network.",
        "Θ 就是网络的全部权重和偏置，只是把它们看成随机变量：每抽一个暂退法的掩码，就得到一个样本 θ，也就是一个子网络。",
      ),
      ...(isUndecided(three.ratio)
        ? [tooFewSeeds]
        : [deepWords(deep), missingWords(missing), flatWords(flat), elsewhereWords(elsewhere)]),
    ),
    evidence: say(
      {
        within: number(three.within, { digits: 2 }),
        near: number(three.near, { digits: 2 }),
        filled: number(three.filled, { digits: 2 }),
        flat: factor(one.ratio),
      },
      "With three hidden layers, the functions have a standard deviation of {within} in the gap and {near} near the points; with points in the gap, it is {filled} there. With one hidden layer, the deviation in the gap is {flat} that near the points.",
      "三个隐藏层时，这些函数的标准差在空缺处是 {within}，在数据附近是 {near}；空缺处补上数据后，那里是 {filled}。一个隐藏层时，空缺处是数据附近的 {flat}。",
    ),
    caution: cautionWords(other, rate, samples),
  };
}

const cautionWords = ({ gap, ratio, missed }: Spreading, rate: number, samples: number): Text =>
  say(
    {
      seeds: seeds(ratio.n),
      rate: percent(rate, { digits: 0 }),
      samples: count(samples, "sample", "samples", "个样本"),
      from: number(gap[0]),
      to: number(gap[1]),
      ratio: factor(ratio),
      missed: percent(missed, { digits: 0 }),
    },
    "Measured over {seeds} with a dropout rate of {rate} and {samples}. With the gap from {from} to {to}, the deviation there is {ratio} that near the points, and the true curve leaves the band of two deviations in {missed} of it. The samples come from the posterior that training with dropout approximates, which the textbook calls the prior.",
    "用 {seeds}测量，丢弃率 {rate}，每次取 {samples}。空缺换成 {from} 到 {to} 时，那里的标准差是数据附近的 {ratio}，空缺的 {missed} 里，真实曲线落在两个标准差的带子之外。样本来自暂退法训练所近似的后验分布，书上把它称作先验。",
  );

const deepWords = (deep: BayesianFacts["deep"]): Text =>
  cases(deep, {
    reached: text(
      "With three hidden layers, the sampled functions disagree more in a gap of the data: there, the network is less sure.",
      "三个隐藏层的网络，采样出的函数在数据的空缺处分歧更大：在那里，网络更没有把握。",
    ),
    missed: text(
      "With three hidden layers, the sampled functions disagree less in a gap of the data: the network does not know where it has seen none.",
      "三个隐藏层的网络，采样出的函数在数据的空缺处分歧反而更小：网络并不知道自己在那里没见过数据。",
    ),
    unclear: text(
      "With three hidden layers, no difference was measured between a gap of the data and the places near points.",
      "三个隐藏层的网络，在数据的空缺处和数据附近，没有测出差别。",
    ),
  });

const missingWords = (missing: BayesianFacts["missing"]): Text =>
  cases(missing, {
    "a is larger": text(
      "With points in the gap, they disagree less there: the missing data are the reason.",
      "空缺处补上数据，分歧就变小：原因正是缺数据。",
    ),
    "b is larger": text(
      "With points in the gap, they disagree even more there, so missing data are not the reason.",
      "空缺处补上数据，分歧反而更大：可见原因不是缺数据。",
    ),
    unclear: text(
      "With points in the gap, no difference was measured there, so missing data need not be the reason.",
      "空缺处补上数据，那里没有测出差别：原因未必是缺数据。",
    ),
  });

const flatWords = (flat: BayesianFacts["flat"]): Text =>
  cases(flat, {
    reached: text("With one hidden layer, the same holds.", "只有一个隐藏层时也是这样。"),
    missed: text(
      "With one hidden layer, it is the other way round: they disagree less in the gap than near the points.",
      "只有一个隐藏层时正相反：空缺处的分歧比数据附近还小。",
    ),
    unclear: text(
      "With one hidden layer, no difference was measured between the gap and the places near points.",
      "只有一个隐藏层时，空缺处和数据附近没有测出差别。",
    ),
  });

const elsewhereWords = (elsewhere: BayesianFacts["elsewhere"]): Text =>
  cases(elsewhere, {
    reached: text("With the gap at another place, three layers notice it too.", "空缺换个地方，三层的网络也察觉得到。"),
    missed: text(
      "With the gap at another place, three layers do not notice it either: a narrow band is no proof of knowledge.",
      "空缺换个地方，三层的网络也察觉不到：带子窄，不等于真有把握。",
    ),
    unclear: text(
      "With the gap at another place, three layers show no measurable difference: a narrow band is no proof of knowledge.",
      "空缺换个地方，三层的网络就没有测出差别：带子窄，不等于真有把握。",
    ),
  });
