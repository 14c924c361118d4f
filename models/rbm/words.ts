/** Answers of the experiments with restricted Boltzmann machines, in both languages. */
import type { Answer } from "../answer.ts";
import { count, nats, number, ratio, seeds } from "../quantity.ts";
import { tooFewSeeds } from "../shared/phrases.ts";
import { mean } from "../shared/statistics.ts";
import { type Text, cases, paragraph, say, text } from "../text.ts";
import { isUndecided } from "../verdicts.ts";
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
          "给定一层，另一层的单元互相独立，一次就能采样整层：“受限”指的就是层内没有连接。",
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
      "Counting all states of a tiny machine: the hidden units share {dependence} nats of information, and none once v is given. The two averages miss the largest slope by {share}. The sampling error falls from {first} to {last}.",
      "在一台小机器上数遍所有状态：隐单元之间共有 {dependence} 奈特的依赖，给定 v 之后完全消失；两个平均值之差与最大的斜率只差{share}；采样误差从 {first} 降到 {last}。",
    ),
    caution: text(
      "Checked on a machine with random weights, small enough to count. With large weights the chains of real machines forget their start slowly.",
      "这是在权重随机、小到能数遍所有状态的机器上核对的。真实的机器权重大，链要走很久才忘掉起点。",
    ),
  };
}

export function gradientWords({ stages, ends, growth, direction, cost }: GradientFacts): Answer {
  const [first, last] = [stages[0]!.contrasts[0]!.bias, stages.at(-1)!.contrasts[0]!.bias];
  const [cd1, exact] = [ends[0]!.divergence, ends.at(-1)!.divergence];
  const grows = text(
    "CD-1 is close to the gradient at first and far from it late in training; more Gibbs sweeps bring it closer.",
    "训练开始时 CD-1 和梯度很接近，越到后来偏差越大；多做几轮吉布斯采样，偏差会变小。",
  );
  const steady = text(
    "No growth of the deviation of CD-1 during training was measured.",
    "没有测出 CD-1 的偏差随训练而变大。",
  );
  return {
    answer: paragraph(
      isUndecided(cd1)
        ? tooFewSeeds
        : cases(growth, { rises: grows, falls: steady, peaks: grows, dips: steady, unclear: steady }),
      cases(direction, {
        uphill: text("It always points uphill, so training works.", "不过方向总是上坡的，所以训练仍然有效。"),
        "partly downhill": text("At some stages it even points downhill.", "有些时候它的方向甚至是下坡的。"),
      }),
      isUndecided(cd1)
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
      {
        first: ratio(first.mean),
        last: ratio(last.mean),
        biased: number(cd1, { digits: 3 }),
        exact: number(exact, { digits: 3 }),
      },
      "The deviation of CD-1 grows from {first} to {last} of the gradient's length. KL(data‖model) ends at {biased} nats with CD-1 and at {exact} with the exact gradient.",
      "CD-1 的偏差从梯度长度的 {first} 变成 {last}。训练结束时 KL(数据‖模型) 用 CD-1 是 {biased} 奈特，用精确梯度是 {exact}。",
    ),
    caution: say(
      { seeds: seeds(cd1.n) },
      "Measured over {seeds} on a tiny machine (bars and stripes), for which the expected update of CD-k can be computed. Near the end the gradient is almost zero, which makes any deviation relatively large.",
      "用 {seeds}，在一台能算出 CD-k 平均更新的小机器上（横条和竖条）测量。训练快结束时梯度接近零，相对偏差自然显得大。",
    ),
  };
}

export function aisWords({ trials, chains, reliable, few }: AISFacts): Answer {
  const [first, last] = [trials[0]!, trials.at(-1)!];
  return {
    answer: paragraph(
      cases(reliable === null ? "never" : "from some number on", {
        never: text(
          "Not reliably in this measurement, even with the most temperatures.",
          "这次测量中，温度取得再密也不够可靠。",
        ),
        "from some number on": text(
          "Accurately, if the path from a simple distribution to the machine has enough temperatures.",
          "只要从简单分布过渡到这台机器的温度分得够密，就能估得很准。",
        ),
      }),
      cases(few, {
        "too low": text(
          "With few temperatures the estimate is too low, and its interval of three standard errors does not show it.",
          "温度太少时，估计值偏低，而且连三倍标准误的区间都看不出来。",
        ),
        "too high": text("With few temperatures the estimate is too high.", "温度太少时，估计值偏高。"),
        "contain it": text(
          "With few temperatures the intervals of three standard errors are wide, and some contain the exact value.",
          "温度太少时，三倍标准误的区间很宽，有些含有精确值。",
        ),
      }),
    ),
    evidence: paragraph(
      say(
        { few: number(first.temperatures), low: nats(first.error.mean), high: nats(last.error.mean) },
        "With {few} temperatures the mean error of log Z is {low}, with the most {high}.",
        "用 {few} 个温度，log Z 平均误差 {low}；温度最多时是 {high}。",
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
      "Measured with {chains} over {seeds}, on machines small enough to sum exactly. Larger machines may need more temperatures, and there is nothing to compare with.",
      "用 {chains}、{seeds}，在小到能精确求和的机器上测量。机器更大，温度可能要分得更密，而且没有精确值可以对照。",
    ),
  };
}

export function samplesWords({ ways }: SamplesFacts): Answer {
  const last = ways.at(-1)!;
  const end = ({ fromDigits, fromNoise }: Way) => [fromDigits, fromNoise].map(({ excess }) => excess.at(-1)!.nats);
  const [[digits, noise], [digitsLast, noiseLast]] = [end(ways[0]!), end(last)] as [[number, number], [number, number]];
  const signed = (value: number): Text => number(value, { digits: 1 });
  return {
    answer: paragraph(
      text(
        "It draws strokes that look like digits, starting from random pixels.",
        "从随机的像素出发，它会画出像数字的笔画。",
      ),
      cases(last.energy, {
        above: text(
          "By the machine's own measure, its drawings are less probable than real test digits.",
          "按机器自己的标准，它画的不如真的测试数字可信。",
        ),
        below: text(
          "By the machine's own measure, its drawings are more probable, one by one, than real test digits.",
          "按机器自己的标准，它画的每一张比真的测试数字还可信。",
        ),
        "the same": text(
          "By the machine's own measure, no difference in probability from real test digits was found.",
          "按机器自己的标准，没有测出它画的和真的测试数字在概率上有差别。",
        ),
      }),
      cases(last.start, {
        forgotten: text(
          "Chains from noise and from digits end alike: they have forgotten their start.",
          "从噪声出发和从数字出发，最后都一样：起点已经忘掉了。",
        ),
        remembered: text(
          "Chains from noise and from digits still differ at the end: they have not forgotten their start.",
          "从噪声出发和从数字出发，最后仍有差别：起点还没忘掉。",
        ),
      }),
    ),
    evidence: say(
      {
        digits: signed(digits),
        noise: signed(noise),
        digitsLast: signed(digitsLast),
        noiseLast: signed(noiseLast),
      },
      "At the end, the free energy of chains minus that of test digits is {digits} nats from digits and {noise} from noise after CD-1, and {digitsLast} and {noiseLast} after persistent CD.",
      "采样结束时，链的自由能减去测试数字的自由能：用 CD-1 训练，从数字出发是 {digits} 奈特，从噪声出发是 {noise}；用持续对比散度训练，分别是 {digitsLast} 和 {noiseLast}。",
    ),
    caution: say(
      {
        chains: count(last.digitEnergies.length, "chain", "chains", "条链"),
        mean: number(mean(last.digitEnergies), { digits: 0 }),
      },
      "One training of each kind with {chains}. Free energies of two machines cannot be compared: each has its own partition function (for scale, test digits have {mean} nats in the second machine).",
      "每种方法只训练一次，用 {chains}。两台机器的自由能不能互相比较，因为各有各的配分函数（第二台机器上，测试数字的自由能平均是 {mean} 奈特，可作参照）。",
    ),
  };
}
