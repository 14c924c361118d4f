/** Explanation of dropout: masks, sub-networks, the Bayesian view, and recurrent networks. */
import type { Page } from "../page.ts";
import { thinnedNetwork } from "../shared/structures/thinned.ts";
import { text } from "../text.ts";

export const page: Page = {
  section: text("Dropout", "丢弃法"),
  asked: text(
    "Dropout hides some neurons by a random mask and trains the sub-network that is left. What does the Bayesian view of it mean, and what is Θ?",
    "暂退法用随机掩码隐藏掉一些神经元，训练剩下的子网络。从贝叶斯学习的角度怎么理解它，Θ 又是什么？",
  ),
  short: text(
    "In every step, each unit is dropped with the same probability, so training visits ever new sub-networks that share their weights. Θ is nothing new: it is all weights and biases, taken as random. A mask draws one sample θ, that is, one sub-network; a prediction is the mean over samples, and their spread says how far they agree.",
    "每一步训练，每个神经元都以同样的概率被丢弃，于是不断换着子网络训练，它们共用一套权重。Θ 并不是什么新东西，就是全部权重和偏置，只不过看成随机变量。抽一个掩码就得到一个样本 θ，也就是一个子网络；预测取各个样本的平均，样本之间差得多不多，说明它们意见是否一致。",
  ),
  structure: () => thinnedNetwork(),
  derivation: [
    {
      formula: String.raw`h = f\Bigl(W \frac{m \odot x}{1 - p} + b\Bigr), \qquad P(m_i = 0) = p`,
      text: text(
        "In training, the mask m sets each input of a layer to zero with probability p. In the textbook, p is the probability of keeping it.",
        "训练时，掩码 m 以概率 p 把一层的每个输入置零。书上的 p 是保留的概率，正好相反。",
      ),
      code: {
        file: "models/dropout/model.ts",
        lines: "const first = this.first.forward(this.dropInput.forward(x)).relu();",
      },
    },
    {
      formula: String.raw`\mathbb{E}_m\Bigl[W \frac{m \odot x}{1 - p} + b\Bigr] = W x + b`,
      text: text(
        "Dividing by the share that is kept leaves the expected net input unchanged, so the whole network can be used afterwards without a mask: weight scaling.",
        "除以保留的比例，净输入的期望就不变，所以训练之后可以去掉掩码，直接用整个网络，这就是权重缩放。",
      ),
      code: { file: "models/dropout/subnetworks.ts", lines: "return h.mul(mask).div(1 - probability);" },
    },
    {
      formula: String.raw`\prod_m q_m(c \mid x)^{2^{-n}} \propto \exp\Bigl(2^{-n} \sum_m z_c^{(m)}\Bigr) = \exp(\bar z_c)`,
      text: text(
        "The geometric mean over all sub-networks is the softmax of the mean logits. If only the last hidden layer is dropped, the logits are linear in the mask, so their mean is the logits of the single pass.",
        "全部子网络的几何平均（归一化后），就是平均 logits 的 softmax。如果只在最后一个隐藏层丢弃，logits 是掩码的线性函数，平均下来正好是只算一遍的 logits。",
      ),
      code: {
        file: "models/dropout/subnetworks.ts",
        lines: "const geometric = logits.logSoftmax().mean(0).exp();",
      },
    },
    {
      formula: String.raw`\mathbb{E}_{q(\theta)}[f(x, \theta)] \approx \frac{1}{M} \sum_{m=1}^{M} f(x, \theta_m), \qquad \theta_m \sim q(\theta)`,
      text: text(
        "The Bayesian view: a prediction is the mean over samples of the parameters, here with the masks left on. Their standard deviation is the width of the band.",
        "贝叶斯的看法：预测是对参数的样本取平均，这时掩码不去掉。样本的标准差就是图上带子的宽度。",
      ),
      code: {
        file: "models/dropout/curve.ts",
        lines: "return { f, masks, mean: f.mean(0), std: f.variance(0).sqrt() };",
      },
    },
    {
      formula: String.raw`h_t = \tanh\bigl(U (m \odot h_{t-1}) + W x_t + b\bigr), \qquad \text{the same } m \text{ for all } t`,
      text: text(
        "One sample of the parameters must serve the whole sequence, because all steps share them. So the mask is drawn once: variational dropout.",
        "所有时刻共用参数，一个样本就该管整个序列，所以掩码只抽一次，这叫变分暂退法。",
      ),
      code: { file: "models/dropout/reader.ts", lines: "const mask = m ?? draw();" },
    },
  ],
  predictions: [
    {
      question: text(
        "All sub-networks vote, by their mean probabilities. Is this better than one of them, and than the whole network used once?",
        "让全部子网络投票，把概率平均起来。比单独一个好吗，比整个网络只算一遍好吗？",
      ),
      experiment: "subnetworks",
    },
    {
      question: text(
        "A curve is learned from points with a gap in the middle. Sketch the band of the sampled functions, for one hidden layer and for three.",
        "用中间缺一段的数据拟合一条曲线。画一画采样出的函数形成的带子：一个隐藏层时怎样，三个呢？",
      ),
      experiment: "bayesian",
    },
    {
      question: text(
        "A recurrent network must remember two digits while a quarter of its state is dropped. Does it matter if the mask changes at every step?",
        "循环神经网络要记住两位数字，状态的四分之一被丢弃。掩码每步换不换，有区别吗？",
      ),
      experiment: "recurrent",
    },
  ],
  changes: [
    {
      command: "look dropout gap --set from=0.1 --set to=0.7",
      text: text(
        "Move the gap to where the curve turns. Does the band still widen there?",
        "把空缺挪到曲线拐弯的地方，带子在那里还会变宽吗？",
      ),
    },
    {
      command: "look dropout gap --set layers=1",
      text: text("Take one hidden layer. Where is the band narrowest?", "只用一个隐藏层，带子在哪里最窄？"),
    },
    {
      command: "train dropout --quick --set hiddenDropout=0.8 --set inputDropout=0.8",
      text: text("Drop most of the network. How much of the gain is left?", "把网络丢掉一大半，好处还剩多少？"),
    },
    {
      command: "experiment dropout rate --quick --seeds 3",
      text: text("Compare some pairs of rates in seconds.", "比较几组丢弃率，几秒钟就好。"),
    },
  ],
  exercise: {
    question: text(
      "Why should dropout with a new mask at each step not be applied to the recurrent connections of a recurrent network?",
      "为什么不能在循环神经网络的循环连接上直接应用每步换掩码的暂退法？",
    ),
    answer: text(
      "Information that must be kept passes through the recurrent connections at every step. With a rate p, a unit survives T steps of fresh masks only with probability (one minus p) to the power of T. What survives is scaled up each time, so the noise grows with the length and drowns the memory. Either drop only connections that are not recurrent, or keep one mask for all steps.",
      "要记住的信息每一步都经过循环连接。丢弃率为 p，每步换掩码，一个神经元连续 T 步都保留的概率只有（一减 p）的 T 次方，留下来的每次还要放大，序列越长噪声越大，把记忆淹没。要么只在非循环的连接上丢弃，要么所有时刻共用一个掩码。",
    ),
  },
  caution: text(
    "The textbook calls q(θ) the prior. In the paper of Gal and Ghahramani it is an approximate posterior, which training with dropout fits; the prior is a Gaussian and appears as weight decay. How close the approximation is, no experiment on this page shows.",
    "书上把 q(θ) 叫作先验。在 Gal 和 Ghahramani 的论文里，它是近似的后验，由暂退法的训练去拟合；先验是高斯分布，表现为权重衰减。近似得有多好，本页的实验回答不了。",
  ),
};
