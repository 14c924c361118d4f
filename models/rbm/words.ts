/** Answers of the experiments with restricted Boltzmann machines, in both languages. */
import type { Answer } from "../answer.ts";
import { count, nats, number, ratio, seeds } from "../quantity.ts";
import { tooFewSeeds } from "../shared/phrases.ts";
import { mean } from "../shared/statistics.ts";
import { type Text, cases, paragraph, say, text } from "../text.ts";
import { type Order, type Trend, isUndecided, summarize } from "../verdicts.ts";
import type { AISFacts, GradientFacts, SamplesFacts, UndirectedFacts, Way } from "./facts.ts";

export function undirectedWords(facts: UndirectedFacts): Answer {
  const { dependence, slopes, errors, independence, phases, sampling } = facts;
  const off = Math.max(...slopes.map(({ twoPhases, differences }) => Math.abs(twoPhases - differences)));
  const steepest = Math.max(...slopes.map(({ differences }) => Math.abs(differences)));
  return {
    answer: paragraph(
      cases(phases, {
        agree: text(
          "Training needs a gradient, not a forward pass. The gradient of the log-likelihood is a difference of two averages of vhᵀ: one over the data, one over the model's own samples.",
          "训练需要的是梯度，不一定要有前向计算。对数似然的梯度是 vhᵀ 的两个平均值之差：一个在数据上平均，一个在模型自己的样本上平均。",
        ),
        differ: text(
          "In this measurement, the difference of the averages over data and model is not the gradient of the log-likelihood.",
          "这次测量中，数据和模型两个平均值之差并不等于对数似然的梯度。",
        ),
      }),
      cases(independence, {
        holds: text(
          "Given one layer, the units of the other are independent, so a whole layer is sampled at once; that is why the machine is called restricted.",
          "给定一层，另一层的单元互相独立，整层可以一次采样：“受限”指的就是层内没有连接。",
        ),
        fails: text(
          "Given one layer, the units of the other still depend on each other here.",
          "但这里给定一层之后，另一层的单元仍然互相依赖。",
        ),
      }),
      cases(sampling, {
        converges: text(
          "Gibbs sampling then gives the model's average without the partition function.",
          "于是不用算配分函数，吉布斯采样就能给出模型的平均值。",
        ),
        "stays off": text(
          "The average from Gibbs sampling stays off in this measurement.",
          "但这次测量中，吉布斯采样的平均值一直有偏差。",
        ),
      }),
    ),
    evidence: say(
      {
        dependence: number(dependence.hidden, { digits: 3 }),
        share: ratio(off / steepest),
        first: number(errors[0]!.error),
        last: number(errors.at(-1)!.error),
      },
      "All states of a tiny model were enumerated. The KL divergence of the hidden variables from independent ones with the same probabilities is {dependence} nats, and almost zero given v. The difference of the averages matches finite differences up to {share} of the largest derivative. The sampling error falls from {first} to {last}.",
      "枚举一个小模型的所有状态。隐变量的联合分布与“各自独立、单个概率不变”的分布相比，KL 散度是 {dependence} 奈特，给定 v 之后几乎为零；两个平均值之差与有限差分算出的梯度一致，最大偏差只有最大偏导数的{share}；采样误差从 {first} 降到 {last}。",
    ),
    caution: text(
      "Checked on a model with random weights that is small enough to enumerate. In trained models with large weights, chains forget their start slowly.",
      "这是在权重随机、小到能枚举所有状态的模型上核对的。训练好的模型权重大，链要走很久才忘掉起点。",
    ),
  };
}

export function gradientWords({ stages, ends, growth, more, direction, cost }: GradientFacts): Answer {
  const [first, last] = [stages[0]!.contrasts[0]!.bias, stages.at(-1)!.contrasts[0]!.bias];
  const [cd, exact] = [ends[0]!.divergence, ends.at(-1)!.divergence];
  const excess = summarize(
    cd.values.map((value, i) => value - exact.values[i]!),
    cd.seeds,
  );
  return {
    answer: paragraph(
      ...(isUndecided(cd) ? [tooFewSeeds] : [growthWords(growth), moreWords(more)]),
      cases(direction, {
        uphill: text(
          "At every point measured it still points uphill, so training can work.",
          "不过在测过的各点上，它与梯度的夹角都小于直角，所以训练仍然可行。",
        ),
        "partly downhill": text(
          "At some of the points measured it even points downhill.",
          "在测过的点里，有些地方它的方向甚至是下坡的。",
        ),
      }),
      isUndecided(cd)
        ? undefined
        : cases(cost, {
            "a is larger": text(
              "The price: training ends farther from the data than with the exact gradient.",
              "代价是：训练结束时，模型离数据比用精确梯度时远。",
            ),
            "b is larger": text(
              "Training even ends closer to the data than with the exact gradient.",
              "训练结束时，模型离数据甚至比用精确梯度时还近。",
            ),
            unclear: text(
              "At the end, no measurable difference from the exact gradient.",
              "训练结束时，没有测出与精确梯度的差别。",
            ),
          }),
    ),
    evidence: say(
      { first: ratio(first.mean), last: ratio(last.mean), excess: number(excess, { digits: 3 }) },
      "Before training, CD-1 deviates from the gradient by {first} of its length, at the end by {last}. With CD-1, KL(data‖model) ends {excess} nats above that of the exact gradient (mean of the pairs).",
      "训练前，CD-1 与梯度的偏差是梯度长度的 {first}，最后是 {last}。用 CD-1 训练，KL(数据‖模型) 最后比用精确梯度高 {excess} 奈特（成对之差的平均）。",
    ),
    caution: say(
      { seeds: seeds(cd.n) },
      "Measured over {seeds} on a tiny model of bars and stripes, for which the expected update of CD-k can be computed, along the path of the exact gradient. Near the end the gradient is almost zero, which makes any deviation relatively large.",
      "用 {seeds}，在能算出 CD-k 期望更新的小模型上测量（数据是横条和竖条图案），各点都取在精确梯度的训练路径上。训练快结束时梯度接近零，相对偏差自然显得大。",
    ),
  };
}

function growthWords(growth: Trend): Text {
  const grows = text(
    "CD-1 is close to the gradient at first and far from it late in training.",
    "训练开始时 CD-1 和梯度很接近，越到后来偏差越大。",
  );
  const steady = text(
    "No growth of the deviation of CD-1 during training was measured.",
    "没有测出 CD-1 的偏差随训练而变大。",
  );
  return cases(growth, { rises: grows, falls: steady, peaks: grows, dips: steady, unclear: steady });
}

/** Effect of some more sweeps at the end of training: CD-1 (a) against CD with ten sweeps (b). */
function moreWords(more: Order): Text {
  return cases(more, {
    "a is larger": text(
      "At the end, ten times as many sweeps bring it closer.",
      "到了后期，采样轮数增加到十倍，偏差会变小。",
    ),
    "b is larger": text(
      "At the end, ten times as many sweeps make it worse.",
      "到了后期，采样轮数增加到十倍，偏差反而更大。",
    ),
    unclear: text(
      "At the end, ten times as many sweeps do not help measurably; it takes many more.",
      "到了后期，采样轮数增加到十倍也没有测出改善，要多得多的轮数才行。",
    ),
  });
}

export function aisWords({ trials, chains, reliable, few }: AISFacts): Answer {
  const [first, last] = [trials[0]!, trials.at(-1)!];
  return {
    answer: paragraph(
      cases(reliable === null ? "never" : "from some number on", {
        never: text(
          "Not reliably in this measurement, even with the most temperatures.",
          "这次测量中，温度最密的一组也不够可靠。",
        ),
        "from some number on": text(
          "Accurately, if the path of distributions from a simple one to the model has enough steps, each a temperature.",
          "从一个简单分布出发，经过一串中间分布过渡到这个模型；中间分布（每个对应一个温度）够密，就能估得很准。",
        ),
      }),
      cases(few, {
        "too low": text(
          "With few temperatures most estimates are too low, and most intervals of three standard errors miss the exact value, so the interval alone does not show how far an estimate can be trusted.",
          "温度太少时，估计值大多偏低，三倍标准误的区间也多半不含精确值，所以不能单靠这个区间判断估计可不可靠。",
        ),
        off: text(
          "With few temperatures, most intervals of three standard errors miss the exact value.",
          "温度太少时，三倍标准误的区间多半不含精确值。",
        ),
        "contain it": text(
          "With few temperatures the intervals of three standard errors are wide, and most contain the exact value.",
          "温度太少时，三倍标准误的区间很宽，多半含有精确值。",
        ),
      }),
    ),
    evidence: paragraph(
      say(
        {
          few: count(first.temperatures, "temperature", "temperatures", "个温度"),
          low: nats(first.error.mean),
          high: nats(last.error.mean),
        },
        "With {few} the mean error of log Z is {low}, with the most {high}.",
        "用 {few}，log Z 的平均误差是 {low}；温度最多的一组是 {high}。",
      ),
      ...(reliable === null
        ? []
        : [
            say(
              { reliable: number(reliable) },
              "From {reliable} temperatures on, every error is below one nat.",
              "从 {reliable} 个温度起，每次的误差都不到一奈特。",
            ),
          ]),
    ),
    caution: say(
      { seeds: seeds(first.error.n), chains: count(chains, "chain", "chains", "条链") },
      "Measured with {chains} over {seeds}, on models small enough to sum exactly. Larger models may need more temperatures, and have no exact value to compare with.",
      "用 {chains}、{seeds}，在小到能精确求和的模型上测量。模型更大，温度可能要分得更密，而且没有精确值可以对照。",
    ),
  };
}

export function samplesWords({ ways }: SamplesFacts): Answer {
  const [first, last] = [ways[0]!, ways.at(-1)!];
  const end = ({ excess }: Way["fromNoise"]) => number(excess.at(-1)!.nats, { digits: 1 });
  return {
    answer: paragraph(
      text(
        "Starting from random pixels, it draws strokes that look like digits.",
        "从随机像素出发，它会画出像数字的笔画。",
      ),
      cases(last.noise, {
        above: text(
          "Their free energy is higher than that of real test digits: by the model's own measure they are less probable.",
          "它们的自由能仍高于真的测试数字：按模型自己的标准，概率更低。",
        ),
        below: text(
          "Their free energy is lower than that of real test digits: by the model's own measure, each of them is more probable.",
          "它们的自由能低于真的测试数字：按模型自己的标准，每一张的概率更高。",
        ),
        "the same": text(
          "No difference of their free energy from that of real test digits was found.",
          "没有测出它们的自由能和真的测试数字有什么差别。",
        ),
      }),
      startWords(first),
      startWords(last),
    ),
    evidence: say(
      {
        digits: end(first.fromDigits),
        noise: end(first.fromNoise),
        digitsLast: end(last.fromDigits),
        noiseLast: end(last.fromNoise),
      },
      "At the end, the free energy of chains minus that of test digits is {digits} nats from digits and {noise} from noise after CD-1, and {digitsLast} and {noiseLast} after persistent CD.",
      "采样结束时，链的自由能减去测试数字的自由能：用 CD-1 训练，从数字出发是 {digits} 奈特，从噪声出发是 {noise}；用持续对比散度训练，分别是 {digitsLast} 和 {noiseLast}。",
    ),
    caution: say(
      {
        chains: count(last.digitEnergies.length, "chain", "chains", "条链"),
        mean: number(mean(last.digitEnergies), { digits: 0 }),
      },
      "One training of each kind with {chains}. Equal free energies do not mean equal variety: look at the pictures. Free energies of two models cannot be compared, because each has its own partition function (for scale, the mean free energy of test digits is {mean} nats in the second model).",
      "每种方法只训练一次，用 {chains}。自由能一样，不等于画得一样丰富，还要看图。两个模型的自由能无法互相比较，因为各有各的配分函数（第二个模型上，测试数字的自由能平均是 {mean} 奈特，可作参照）。",
    ),
  };
}

/** Compares the free energies of chains from noise and from digits at the end. */
function startWords({ training, start }: Way): Text {
  return cases(training, {
    "CD-1": cases(start, {
      forgotten: text(
        "After CD-1, chains from noise and from digits end at the same free energy, as far as measured.",
        "用 CD-1 训练，从噪声和从数字出发，最后的自由能没有测出差别。",
      ),
      remembered: text(
        "After CD-1, chains from noise and from digits still differ at the end.",
        "用 CD-1 训练，从噪声和从数字出发，最后仍有差别。",
      ),
    }),
    "persistent CD": cases(start, {
      forgotten: text(
        "After persistent CD, they end at the same free energy, as far as measured.",
        "用持续对比散度训练，最后的自由能没有测出差别。",
      ),
      remembered: text(
        "After persistent CD, they still differ: the chains have not forgotten their start.",
        "用持续对比散度训练，最后仍有差别：链还没忘掉起点。",
      ),
    }),
  });
}
