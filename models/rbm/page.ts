/** Explanation of the restricted Boltzmann machine. */
import type { Page } from "../page.ts";
import { rbm } from "../shared/structures/rbm.ts";
import { text } from "../text.ts";

export const page: Page = {
  section: text("Restricted Boltzmann machines", "受限玻尔兹曼机"),
  asked: text(
    "An undirected graph of visible and hidden variables has no forward pass, so how is it trained?",
    "无向图，结点分可观测变量和隐变量两类，没有前向计算，那怎么训练？",
  ),
  short: text(
    "It does not compute an output; it assigns an energy to every joint state, and low energy means high probability. Training lowers the energy of the data and raises that of the states that the model itself samples. Because the units of one layer are not connected, each layer can be sampled at once.",
    "它不计算输出，而是给每个联合状态一个能量，能量越低，概率越大。训练时降低数据的能量，同时提高从模型中采样得到的状态的能量。层内没有连接，所以整层可以一次采样。",
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
      formula: String.raw`p(h_j = 1 \mid v) = \sigma\Bigl(b_j + \sum_i v_i w_{ij}\Bigr), \qquad p(v_i = 1 \mid h) = \sigma\Bigl(a_i + \sum_j w_{ij} h_j\Bigr)`,
      text: text(
        "No connection within a layer: given v, the hidden variables are independent, and so are the visible variables given h; Z cancels.",
        "层内没有连接：给定 v，各个隐变量互相独立；给定 h，各个可观测变量互相独立。Z 也约掉了。",
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
      formula: String.raw`\frac{\partial}{\partial W} \frac{1}{N} \sum_n \log p(v^{(n)}) = \langle v h^{\mathsf T} \rangle_{\text{data}} - \langle v h^{\mathsf T} \rangle_{\text{model}}`,
      text: text(
        "The log-likelihood is the mean of −F(v) − log Z. Its first term gives an average over the data, the second an average over the model, both with h given v.",
        "对数似然是 −F(v) − log Z 的平均：第一项求导，得到数据上的平均；第二项求导，得到模型上的平均。h 都按给定 v 的概率取期望。",
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
      answer: text(
        "No: their common visible variables make them dependent. Given v they are independent, because there are no connections within a layer.",
        "不独立：它们通过共同的可观测变量联系在一起。给定 v 之后就互相独立了，因为层内没有连接。",
      ),
    },
    {
      question: text(
        "Contrastive divergence replaces the model's average by a few sweeps. When is the deviation largest: at the start or at the end of training?",
        "对比散度只做几轮采样，就拿来代替模型上的平均。偏差最大是在训练开始时，还是快结束时？",
      ),
      experiment: "gradient",
    },
    {
      question: text(
        "A chain starts at random pixels, another at a real digit. Do they end up alike?",
        "一条链从随机像素出发，另一条从真的数字出发，最后会一样吗？",
      ),
      experiment: "samples",
    },
  ],
  changes: [
    {
      command: "train rbm --quick",
      text: text("Train small models; it takes seconds.", "训练几个小模型，几秒钟就好。"),
    },
    {
      command: "look rbm dream --set digit=0 --set rows=10",
      text: text(
        "Show the model only the upper rows of a test digit and let it complete the rest.",
        "只给模型看一个测试数字的上面几行，让它补出其余的部分。",
      ),
    },
    {
      command: "look rbm dream --set digit=.####./#....#/#....#/#....#/....../....../....../...... --set seed=1",
      text: text(
        "Draw the upper half of a digit with # and . and leave the lower rows empty. What does the model complete, and what with another seed?",
        "用 # 和点号画出数字的上半部分，下面几行空着。模型会补成什么数字？换一个随机种子呢？",
      ),
    },
    {
      command: "train rbm --quick --set hidden=4",
      text: text(
        "Train with very few hidden variables. How much do the likelihoods fall?",
        "只用很少几个隐变量来训练，各个似然降低多少？",
      ),
    },
    {
      command: "experiment rbm samples --quick",
      text: text(
        "Watch chains from noise turn into strokes. After how many sweeps do you recognize a digit?",
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
      "The variables are zero or one, so the average of vhᵀ over the data is never negative, and the weights would grow without bound. The energy of all other states would fall as well, and Z would grow, so the data need not become more probable. The model's average takes this common change back; the gradient is zero when both agree.",
      "v 和 h 只取零和一，vhᵀ 在数据上的平均不会小于零，权重只增不减，永远不收敛；别的状态的能量也跟着降低，Z 变大，数据的概率不一定变大。减去模型上的平均，就抵消了这种整体的变化；两个平均值相等时，梯度为零。",
    ),
  },
  caution: text(
    "A falling reconstruction error does not show that the likelihood rises; only a comparison of likelihoods does. It is exact for small models; for large ones it rests on annealed importance sampling, whose effective sample size shows how far to trust it. The full training averages several trainings with CD-1, fewer with more sweeps, and one with persistent CD.",
    "重构误差下降，不等于似然在上升。要比较就得比似然：小模型可以精确计算，大模型用退火重要性采样来估计，可信到什么程度，要看有效样本数。完整训练中，CD-1 的结果是多次训练的平均，采样轮数多的平均次数少，持续对比散度只训练了一次。",
  ),
};
