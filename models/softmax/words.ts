/** Answers of the softmax classifier's experiments in both languages. */
import type { Answer } from "../answer.ts";
import { count, nats, number, percent, ratio } from "../quantity.ts";
import { type Text, cases, paragraph, say, text } from "../text.ts";
import type { DirectionsFacts, KLFacts, TemperatureFacts, Warmth } from "./facts.ts";

export function klWords({ course, gradients, weights, losses }: KLFacts): Answer {
  const smoothed = course.at(-1)!.found[1]!;
  const parts = {
    cross: number(smoothed.crossEntropy, { digits: 3 }),
    own: number(smoothed.entropy, { digits: 3 }),
    kl: number(smoothed.divergence, { digits: 3 }),
  };
  return {
    answer: paragraph(
      text(
        "KL divergence is the extra length of the code if data from p are encoded with a code designed for q: KL(p‖q) = H(p,q) − H(p).",
        "数据服从 p，却用为 q 设计的编码，平均码长多出的部分就是 KL 散度：KL(p‖q) = H(p,q) − H(p)。",
      ),
      cases(losses, {
        equivalent: text(
          "The labels fix H(p), so cross entropy and KL divergence differ by a constant and have the same gradient: minimizing one minimizes the other.",
          "标签定了，H(p) 就是常数，所以交叉熵和 KL 散度只差一个常数，梯度完全相同：最小化一个，就是最小化另一个。",
        ),
        different: text(
          "H(p) is a constant, yet in this measurement the two losses led to different gradients or weights.",
          "H(p) 是常数，但这次测量中两种损失的梯度或训练出的权重却不一样。",
        ),
      }),
    ),
    evidence: say(
      { ...parts, share: ratio(Math.max(gradients.difference / gradients.size, weights.difference / weights.size)) },
      "With smoothed labels the trained classifier has H(p,q) = {cross}, H(p) = {own} and KL(p‖q) = {kl} nats. The gradients and the weights that the two losses lead to differ by {share} of their largest element.",
      "用平滑后的标签衡量，训练好的分类器有 H(p,q) = {cross}，H(p) = {own}，KL(p‖q) = {kl} 奈特。用两种损失算出的梯度、训练出的权重，差别都只有其最大元素的{share}。",
    ),
    caution: text(
      "KL divergence is not a distance: swapping p and q changes its value. With one-hot labels H(p) is zero, and cross entropy and KL divergence are the same number.",
      "KL 散度不是距离，把 p 和 q 对调，值就变了。标签是 one-hot 向量时 H(p) 为零，交叉熵和 KL 散度就是同一个数。",
    ),
  };
}

export function directionsWords({ forward, backward }: DirectionsFacts): Answer {
  return {
    answer: paragraph(
      cases(forward.coverage, {
        "both modes": text(
          "Minimizing KL(p‖q) makes q wide enough to cover both peaks, because q must not be small where p is large.",
          "最小化 KL(p‖q) 时，p 大的地方 q 不能小，所以 q 被拉宽，把两个峰都盖住。",
        ),
        "one mode": text("Minimizing KL(p‖q) leaves q on one peak.", "最小化 KL(p‖q) 时，q 停在了一个峰上。"),
        mixed: text("Minimizing KL(p‖q) has several ends.", "最小化 KL(p‖q) 时，终点不止一种。"),
      }),
      cases(backward.coverage, {
        "one mode": text(
          "Minimizing KL(q‖p) makes q settle on one peak, because q must be small where p is small; the initial mean decides which one.",
          "最小化 KL(q‖p) 时，p 小的地方 q 也必须小，所以 q 只选一个峰；选哪个，由初始均值决定。",
        ),
        "both modes": text("Minimizing KL(q‖p) covers both peaks as well.", "最小化 KL(q‖p) 时，q 也盖住了两个峰。"),
        mixed: text(
          "Minimizing KL(q‖p) ends on one peak or on both, depending on the initial mean.",
          "最小化 KL(q‖p) 时，q 停在一个峰上还是盖住两个峰，由初始均值决定。",
        ),
      }),
    ),
    evidence: say(
      {
        starts: count(forward.fits.length, "starting point", "starting points", "个起点"),
        forward: count(forward.ends, "Gaussian", "different Gaussians", "个高斯分布"),
        backward: count(backward.ends, "Gaussian", "different Gaussians", "个高斯分布"),
        std: number(forward.fits[0]!.std, { digits: 2 }),
      },
      "From {starts}, minimizing KL(p‖q) reaches {forward} (the first with a standard deviation of {std}), and minimizing KL(q‖p) reaches {backward}.",
      "从 {starts}出发，最小化 KL(p‖q) 到达 {forward}（第一个的标准差为 {std}），最小化 KL(q‖p) 到达 {backward}。",
    ),
    caution: text(
      "A classifier has no choice: samples of p are enough to estimate H(p,q), which differs from KL(p‖q) by a constant, whereas KL(q‖p) needs p itself.",
      "训练分类器时没得选：只有 p 的样本，能估计的是交叉熵 H(p,q)，它与 KL(p‖q) 只差一个常数；KL(q‖p) 则要知道 p 本身。",
    ),
  };
}

export function temperatureWords({ found, fitted, confidence }: TemperatureFacts): Answer {
  const [coldest, hottest] = [found[0]!, found.at(-1)!];
  const plain = found.find(({ temperature }) => temperature === 1)!;
  const ranking = found.every(({ accuracy }) => accuracy === plain.accuracy) ? "kept" : "changed";
  return {
    answer: paragraph(
      text(
        "Exponentials make all scores positive, and dividing by their sum makes them add up to one. A high temperature flattens the distribution, a low one makes it almost one-hot.",
        "先取指数，得分全变成正数；再除以总和，加起来正好是一。温度高，分布变平；温度低，分布接近 one-hot 向量。",
      ),
      cases(ranking, {
        kept: text(
          "The ranking of the classes stays the same, and so does the accuracy.",
          "类别的排名不变，准确率也就不变。",
        ),
        changed: text("The accuracy changed with the temperature.", "准确率随温度变了。"),
      }),
    ),
    evidence: paragraph(
      say(
        { cold: nats(coldest.entropy), hot: nats(hottest.entropy) },
        "From the lowest to the highest temperature, the mean entropy of the predictions rises from {cold} to {hot}.",
        "温度从最低升到最高，预测分布的平均熵从 {cold} 升到 {hot}。",
      ),
      confidenceWords(plain, confidence),
    ),
    caution: say(
      {
        best: number(fitted.temperature, { digits: 2 }),
        before: number(plain.crossEntropy, { digits: 3 }),
        after: number(fitted.crossEntropy, { digits: 3 }),
      },
      "Measured on one linear classifier. A temperature of {best}, chosen on held-out digits, changes the cross entropy of the test digits from {before} to {after} nats.",
      "只测了一个线性分类器。在留出的数字上选出的温度是 {best}，用它，测试数字的交叉熵从 {before} 变成 {after} 奈特。",
    ),
  };
}

function confidenceWords({ confidence: mean, accuracy }: Warmth, confidence: TemperatureFacts["confidence"]): Text {
  const values = { mean: percent(mean), accuracy: percent(accuracy) };
  return cases(confidence, {
    "too high": () =>
      say(
        values,
        "Without a temperature, the mean confidence is {mean}, above the accuracy of {accuracy}: the classifier is overconfident.",
        "不调温度时，平均置信度是 {mean}，高于准确率 {accuracy}：分类器过于自信。",
      ),
    "too low": () =>
      say(
        values,
        "Without a temperature, the mean confidence is {mean}, below the accuracy of {accuracy}: the classifier is underconfident.",
        "不调温度时，平均置信度是 {mean}，低于准确率 {accuracy}：分类器不够自信。",
      ),
    right: () =>
      say(
        values,
        "Without a temperature, the mean confidence is {mean}, about the accuracy of {accuracy}.",
        "不调温度时，平均置信度是 {mean}，与准确率 {accuracy} 大致相符。",
      ),
  });
}
