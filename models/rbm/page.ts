/** Explanation of the restricted Boltzmann machine. */
import type { Page } from "../page.ts";
import { rbm } from "../shared/structures/rbm.ts";
import { text } from "../text.ts";

export const page: Page = {
  section: text("Restricted Boltzmann machines", "受限玻尔兹曼机"),
  asked: text(
    "An undirected graph with visible and hidden variables: there is no forward pass, so how is it trained?",
    "无向图，结点分可观测变量和隐变量两类，没有前向计算，那怎么训练？",
  ),
  short: text(
    "It does not compute an output; it assigns an energy to every joint state, and low energy means high probability. Training lowers the energy of the data and raises that of the states that the model itself samples. Because the units of one layer are not connected, each layer can be sampled at once.",
    "它不计算输出，而是给每个联合状态一个能量，能量低就是概率大。训练时，把数据的能量往下压，把模型自己采出来的状态的能量往上抬。层内没有连接，所以一次就能采样整层。",
  ),
  structure: () => rbm(),
  derivation: [
    {
      formula: String.raw`E(v, h) = -a^{\mathsf T} v - b^{\mathsf T} h - v^{\mathsf T} W h, \qquad p(v, h) = \frac{1}{Z} \exp(-E(v, h))`,
      text: text(
        "The energy of a joint state, and the joint distribution; the partition function Z sums the exponentials over all states.",
        "联合状态的能量与联合概率；配分函数 Z 是指数项对所有状态求和。",
      ),
      code: {
        file: "models/rbm/model.ts",
        lines: "return v.matmul(a).add(h.matmul(b)).add(v.matmul(W).mul(h).sum(-1)).neg();",
      },
    },
    {
      formula: String.raw`p(h_j = 1 \mid v) = \sigma\Bigl(b_j + \sum_i v_i w_{ij}\Bigr)`,
      text: text(
        "No connection within a layer: given v, the hidden variables are independent, and Z cancels.",
        "层内没有连接：给定 v，各个隐变量互相独立，Z 也约掉了。",
      ),
      code: { file: "models/rbm/model.ts", lines: "return this.hiddenInput(v).sigmoid();" },
    },
    {
      formula: String.raw`F(v) = -a^{\mathsf T} v - \sum_j \log\bigl(1 + e^{b_j + (v^{\mathsf T} W)_j}\bigr), \qquad p(v) = \frac{1}{Z} e^{-F(v)}`,
      text: text(
        "Summing out h in closed form gives the free energy, which ranks pictures without Z.",
        "把 h 求和消掉，得到自由能；不用知道 Z，就能比较两张图片谁更可能。",
      ),
      code: {
        file: "models/rbm/model.ts",
        lines: "return v.matmul(this.visibleBias).add(this.hiddenInput(v).softplus().sum(-1)).neg();",
      },
    },
    {
      formula: String.raw`\frac{\partial \log p(v)}{\partial W} = \langle v h^{\mathsf T} \rangle_{\text{data}} - \langle v h^{\mathsf T} \rangle_{\text{model}}`,
      text: text(
        "The gradient: an average over the data minus an average over the model.",
        "梯度：数据上的平均，减去模型上的平均。",
      ),
      code: { file: "models/rbm/model.ts", lines: "return positive.map((data, i) => data.sub(negative[i]!));" },
    },
    {
      formula: String.raw`v \to h \to v' \to h' \to \cdots`,
      text: text(
        "Contrastive divergence estimates the model's average with a few sweeps of Gibbs sampling that start at the data.",
        "对比散度从数据出发，只做几轮吉布斯采样，来估计模型上的平均。",
      ),
      code: {
        file: "models/rbm/model.ts",
        lines: "return drawn(this.visibleGiven(drawn(this.hiddenGiven(v))));",
      },
    },
  ],
  predictions: [
    {
      question: text(
        "Two hidden variables are connected to the same visible variables. Are they independent? And if you know v?",
        "两个隐变量连着同样的可观测变量，它们互相独立吗？知道 v 之后呢？",
      ),
      experiment: "undirected",
    },
    {
      question: text(
        "Contrastive divergence replaces the model's average by a few sweeps. When is this worst: at the start or at the end of training?",
        "对比散度只做几轮采样，就拿来代替模型上的平均。偏差最大是在训练开始时，还是快结束时？",
      ),
      experiment: "gradient",
    },
    {
      question: text(
        "A chain starts at random pixels, another at a real digit. Do they end alike?",
        "一条链从随机像素出发，另一条从真的数字出发，最后会一样吗？",
      ),
      experiment: "samples",
    },
  ],
  changes: [
    {
      command: "look rbm dream --set digit=7 --set rows=10",
      text: text(
        "Show the machine only the upper rows of a test digit and let it complete the rest (train first: the next command).",
        "只给机器看测试数字的上面几行，让它补出其余的部分（要先训练，见下一条命令）。",
      ),
    },
    {
      command: "train rbm --quick --set hidden=4",
      text: text(
        "Train with very few hidden variables. How much does the likelihood fall?",
        "只用很少几个隐变量来训练，似然降低多少？",
      ),
    },
    {
      command: "experiment rbm samples --quick",
      text: text(
        "Watch chains from noise turn into strokes. After which number of sweeps do you recognize a digit?",
        "看链怎样从噪声变成笔画：采样到第几轮，你能认出数字？",
      ),
    },
  ],
  exercise: {
    question: text(
      "Why are two phases needed: what would happen with the average over the data alone?",
      "梯度为什么要有两项：如果只留数据上的那一项，会怎样？",
    ),
    answer: text(
      "The average of vhᵀ over the data is never negative, so the weights would grow without end: lowering the energy of the data lowers that of every similar state as well. The model's average takes back what the model already believes; training rests when both agree.",
      "数据上 vhᵀ 的平均不会是负的，权重会一直增大：压低数据的能量，也就压低了所有相似状态的能量。减去模型上的平均，就是把模型已经相信的部分扣掉；两者相等时，训练才停下来。",
    ),
  },
  caution: text(
    "A falling reconstruction error does not show that the likelihood rises; only a comparison of likelihoods does, exactly for small machines and by annealed importance sampling for large ones.",
    "重构误差下降，不等于似然在上升。要比较就得比似然：小机器可以精确计算，大机器用退火重要性采样来估计。",
  ),
};
