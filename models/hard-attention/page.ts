/** Explanation of hard attention: choices without a gradient, trained as a sequence of decisions. */
import type { Page } from "../page.ts";
import { text } from "../text.ts";
import { recurrentAttention } from "./structure.ts";

export const page: Page = {
  section: text("Hard attention", "硬性注意力"),
  asked: text(
    "Hard attention turns the continuous distribution into a discrete one, and being discrete it has no gradient. Is it therefore combined with reinforcement learning, which treats it as a continuous decision process?",
    "硬性注意力是不是把连续的分布变成离散的分布？离散的没有梯度，所以要结合强化学习，把它看作连续的决策过程？",
  ),
  short: text(
    "The attention distribution is the same in both: discrete, because it is over a finite number of places, with probabilities that are continuous. What differs is the use: soft attention averages all places, hard attention draws one, and a draw has no gradient. Reinforcement learning differentiates the expected reward with respect to the probabilities instead. The decisions are sequential, one after another, not continuous.",
    "两种注意力用的是同一种注意力分布：位置只有有限个，所以分布是离散的；各个位置的概率却连续变化。差别在于怎么用：软性注意力按概率加权平均，硬性注意力只抽一个，而抽取这一步没有梯度。强化学习换了个对象：对期望奖励求梯度，变量是那些概率。这里的“连续”应理解为“序贯”：一步接一步地做决策。",
  ),
  structure: recurrentAttention,
  derivation: [
    {
      formula: String.raw`l_{t+1} \sim p_\theta(l \mid \boldsymbol{h}_t) = \mathrm{softmax}(\boldsymbol{U} \boldsymbol{h}_t)`,
      text: text(
        "The next place is drawn from the attention distribution instead of averaging over it.",
        "下一个位置从注意力分布中抽取，而不是按分布求平均。",
      ),
      code: {
        file: "models/hard-attention/model.ts",
        lines: 'return sampleCategorical(choosing === "random" ? scores.mul(0) : scores);',
      },
    },
    {
      formula: String.raw`J(\theta) = \mathbb{E}_{l \sim p_\theta}[R(l)] = \sum_l p_\theta(l)\, R(l)`,
      text: text(
        "The reward of a place has no gradient with respect to it. The expected reward does: it is a smooth function of the probabilities.",
        "奖励对位置没有梯度。期望奖励却有：它是概率的光滑函数。",
      ),
      code: {
        file: "models/hard-attention/experiments/discrete.ts",
        lines: "const expected = p.mul(L).sum(-1);",
      },
    },
    {
      formula: String.raw`\nabla_\theta J = \sum_l R(l)\, \nabla_\theta\, p_\theta(l) = \mathbb{E}_{l \sim p_\theta}\!\left[R(l)\, \nabla_\theta \log p_\theta(l)\right]`,
      text: text(
        "The derivative of p is p times that of its logarithm, so the gradient is an expectation again, and drawn places estimate it. This is REINFORCE.",
        "p 的导数等于 p 乘以 log p 的导数，所以梯度又是一个期望，可以用抽到的位置来估计。这就是 REINFORCE。",
      ),
      code: {
        file: "src/nn/reinforce.ts",
        lines: "return reduceLoss(advantage.mul(logProbability).neg(), reduction);",
      },
    },
    {
      formula: String.raw`\mathbb{E}\!\left[b\, \nabla_\theta \log p_\theta(l)\right] = b\, \nabla_\theta \sum_l p_\theta(l) = 0`,
      text: text(
        "The probabilities sum to one, so a baseline b changes nothing on average. Close to the expected reward, it removes much of the noise.",
        "概率之和恒为一，所以减去基准线 b，平均值不变。b 接近期望奖励时，能去掉不少噪声。",
      ),
      code: {
        file: "src/nn/reinforce.ts",
        lines: "const advantage = (baseline === undefined ? reward : reward.sub(baseline)).detach();",
      },
    },
    {
      formula: String.raw`\mathcal{L} = -\frac{1}{T} \sum_t \log \hat{y}_t - \frac{1}{T-1} \sum_t \left[(R_t - b_t) \log p_\theta(l_{t+1}) - (R_t - b_t)^2\right]`,
      text: text(
        "The classification trains what the network sees, REINFORCE where it looks, and the squared error the baseline. The reward of a place is the logarithm of the right digit's probability afterwards.",
        "分类损失训练“看出什么”，REINFORCE 训练“看哪里”，平方误差训练基准线。一个位置的奖励，是看过之后正确数字的对数概率。",
      ),
      code: {
        file: "models/hard-attention/training.ts",
        lines: "policy: reinforce(logProbabilities, returns, { baseline: baselines }),",
      },
    },
  ],
  predictions: [
    {
      question: text(
        "You move a glimpse along a row of digits by a tiny amount. At how many positions does the loss change at all?",
        "沿着一排数字，把注视的位置移动一点点。有多少地方，损失会跟着变？",
      ),
      experiment: "discrete",
    },
    {
      question: text(
        "The gradient is estimated from a single drawn place. How long is its error, compared with the gradient, and how much does a baseline help?",
        "只抽一个位置来估计梯度，误差有梯度的几倍长？用上基准线，能小多少？",
      ),
      experiment: "variance",
    },
    {
      question: text(
        "One network learns where to look, another one looks anywhere. Which difference in accuracy do you expect after the last glimpse?",
        "一个网络学习看哪里，另一个随便看。最后一次注视之后，准确率会差多少？",
      ),
      experiment: "glimpses",
    },
    {
      question: text(
        "Each glimpse also shows the surroundings coarsely. Does the choice of places then matter more, or less?",
        "每次注视还能粗略地看到周围。这样一来，选位置是更要紧，还是没那么要紧？",
      ),
      experiment: "scales",
    },
  ],
  changes: [
    {
      command: "train hard-attention --quick",
      text: text(
        "Train with learned and with random places; it takes seconds.",
        "用学到的位置和随机的位置各训练一遍，几秒钟就好。",
      ),
    },
    {
      command: "look hard-attention glimpses --set digit=7 --set top=28 --set left=2",
      text: text(
        "Move the digit into a corner and watch where the second glimpse goes.",
        "把数字挪到角落里，看第二次注视去哪里。",
      ),
    },
    {
      command: "train hard-attention --quick --set glimpses=2",
      text: text("Allow a single choice. How much is lost?", "只允许选一次位置，准确率会差多少？"),
    },
    {
      command: "train hard-attention --quick --set discount=1",
      text: text(
        "Reward every place by all classifications that follow. The original paper rewards only the last one. Does the network learn more slowly?",
        "让每个位置都得到后面所有分类的奖励；原论文更进一步，只奖励最后一次。学得会不会慢一些？",
      ),
    },
  ],
  exercise: {
    question: text(
      "Why can hard attention not be trained by back-propagation, and how can it be trained?",
      "硬性注意力为什么不能用反向传播算法训练？可以怎样训练？",
    ),
    answer: text(
      "The result depends on the scores only through the chosen place. A small change of the scores changes the choice rarely and then by a jump, so the derivative is zero or does not exist. One can draw the place and estimate the gradient of the expected reward by REINFORCE. Or one borrows the gradient of the soft average, as straight-through estimates do, and accepts a bias.",
      "结果只通过选中的位置依赖于得分。得分稍微变一点，选择多半不变，偶尔一变就是跳跃，所以导数要么为零，要么不存在。可以随机抽取位置，用 REINFORCE 估计期望奖励的梯度；也可以像直通估计那样，借用软性平均的梯度，代价是有偏差。",
    ),
  },
  caution: text(
    "The noise of REINFORCE grows with the number of decisions, and the reward must say which of them were good. Where an average serves as well, soft attention learns faster; hard attention saves the work of processing everything that is not looked at.",
    "决策越多，REINFORCE 的噪声越大，而且奖励要能区分哪一步走得好。如果平均也管用，软性注意力学得更快；硬性注意力的好处，是没看的地方都不用计算。",
  ),
};
