/** Explanation of optimization algorithms: from gradient descent to Adam. */
import type { Page } from "../page.ts";
import { adamUpdate } from "../shared/structures/adam.ts";
import { text } from "../text.ts";

const file = "models/optimizers/model.ts";

export const page: Page = {
  section: text("Optimization algorithms", "优化算法"),
  asked: text(
    "Stochastic gradient descent steps against the gradient. What do momentum and Adam add, and what does it mean that Adam adapts the learning rate?",
    "随机梯度下降就是按梯度的反方向更新参数。那动量法和 Adam 又多做了什么，说 Adam 动态调节学习率，是什么意思？",
  ),
  short: text(
    "All of them step against a gradient that is estimated from a batch. Momentum averages the gradients of past steps, which damps what changes its sign and adds up what does not. Adam also divides each parameter's step by the typical size of its gradient, so that each parameter has a learning rate of its own. The rate α that multiplies all steps remains a hyperparameter.",
    "它们都是用一个批量的样本估计梯度，再往反方向走。动量法把过去几步的梯度平均起来，来回变号的抵消，方向一致的累加。Adam 还把每个参数的步长除以它自己梯度的大小，于是每个参数都有自己的学习率。乘在所有步长前面的 α，仍然是要自己选的超参数。",
  ),
  structure: () => adamUpdate(),
  derivation: [
    {
      formula: String.raw`\theta_t = \theta_{t-1} - \alpha\, g_t, \qquad g_t = \frac{1}{B} \sum_{i \in \mathcal{B}_t} \nabla \mathcal{L}_i(\theta_{t-1})`,
      text: text(
        "Mini-batch gradient descent: the gradient is the mean over a batch, an estimate whose variance falls with the batch size.",
        "小批量梯度下降：梯度取一个批量的平均，是一个估计，批量大小越大，方差越小。",
      ),
      code: { file, lines: "update: ({ theta, gradient }) => [theta.sub(gradient().mul(alpha))]" },
    },
    {
      formula: String.raw`\Delta\theta_t = \rho\, \Delta\theta_{t-1} - \alpha\, g_t = -\alpha \sum_{\tau=1}^{t} \rho^{\,t-\tau} g_\tau`,
      text: text(
        "Momentum: a step is a weighted sum of all past gradients, and the weight of old ones decays.",
        "动量法：每一步是过去所有梯度的加权和，越早的权重越小。",
      ),
      code: { file, lines: "const delta = last!.mul(rho).sub(gradient().mul(alpha));" },
    },
    {
      formula: String.raw`G_t = \sum_{\tau=1}^{t} g_\tau \odot g_\tau, \qquad \Delta\theta_t = -\frac{\alpha}{\sqrt{G_t} + \varepsilon} \odot g_t`,
      text: text(
        "Adagrad: parameters whose gradients have been large take smaller steps. The sum only grows, so all rates fall.",
        "AdaGrad：梯度一直大的参数，步子就小。平方和只增不减，所以学习率只会越来越小。",
      ),
      code: { file, lines: "const squares = last!.add(g.square());" },
    },
    {
      formula: String.raw`M_t = \beta_1 M_{t-1} + (1 - \beta_1)\, g_t, \qquad G_t = \beta_2 G_{t-1} + (1 - \beta_2)\, g_t \odot g_t`,
      text: text(
        "Adam: moving averages instead of sums, one for the gradient and one for its square, so that old gradients are forgotten.",
        "Adam：不再累加，改用滑动平均，梯度一个，梯度平方一个，旧的梯度会渐渐忘掉。",
      ),
      code: { file, lines: "const squares = mean(kept[1]!, g.square(), beta2);" },
    },
    {
      formula: String.raw`\Delta\theta_t = -\frac{\alpha}{\sqrt{\hat G_t} + \varepsilon} \odot \hat M_t, \qquad \hat M_t = \frac{M_t}{1 - \beta_1^t}, \quad \hat G_t = \frac{G_t}{1 - \beta_2^t}`,
      text: text(
        "The fraction is the effective learning rate of each parameter. The divisors correct the start of both averages at zero.",
        "前面的分式就是每个参数的有效学习率。除以的两个数用来修正滑动平均从零开始的偏差。",
      ),
      code: { file, lines: "theta.mul(1 - alpha * decay).sub(corrected.mul(alpha).div(root.add(epsilon)))" },
    },
  ],
  predictions: [
    {
      question: text(
        "Each optimizer gets the learning rate that suits it best. Is Adam the first on every surface?",
        "每种优化器都用最适合自己的学习率。Adam 在每个曲面上都最快吗？",
      ),
      experiment: "paths",
    },
    {
      question: text(
        "Some pixels are almost never inked. Do their weights get a high or a low learning rate from Adam?",
        "有些像素几乎从来没有墨迹。Adam 给它们的权重的学习率是高还是低？",
      ),
      experiment: "adam",
    },
    {
      question: text(
        "Batches of one example or of a thousand: which reach the lower loss in the same number of epochs, and which in the same time?",
        "批量取一个样本，还是一千个？回合数相同时谁的损失低，时间相同时又是谁？",
      ),
      experiment: "batch",
    },
    {
      question: text(
        "Learning rate, momentum, batch size, hidden units, weight decay: how many of these does one have to search carefully?",
        "学习率、动量、批量大小、隐藏单元数、权重衰减：哪些值得仔细搜索？",
      ),
      experiment: "search",
    },
  ],
  changes: [
    {
      command: "look optimizers path --set optimizer=sgd --set learningRate=0.02",
      text: text(
        "Start beside the saddle with plain SGD. Then take momentum, or a learning rate ten times as high.",
        "用普通 SGD 从鞍点旁边出发。再换成动量法，或者把学习率提高到十倍。",
      ),
    },
    {
      command: "look optimizers path --set surface=ravine --set x=3 --set y=4 --set learningRate=0.5",
      text: text(
        "In the ravine, this rate is too high. How far must you lower it before the path settles?",
        "在峡谷里，这个学习率太大。要降到多少，路径才停得下来？",
      ),
    },
    {
      command: "train optimizers --quick --set batchSize=256",
      text: text(
        "Train all optimizers with larger batches, and so with fewer updates. Which of them suffer most?",
        "把批量调大，更新次数就少了。哪些优化器受影响最大？",
      ),
    },
  ],
  exercise: {
    question: text(
      "Multiply the loss by ten. How do the steps of SGD and of Adam change?",
      "把损失函数乘以十，SGD 和 Adam 的更新步长各怎样变化？",
    ),
    answer: text(
      "The gradients become ten times as large. SGD steps ten times as far. In Adam, both the mean gradient and the root of the mean square grow tenfold, so the quotient and the step stay the same, up to the small ε.",
      "梯度变成十倍。SGD 的步长也变成十倍。Adam 里梯度的均值和均方根都变成十倍，相除之后不变，所以步长不变，只差一个很小的 ε。",
    ),
  },
  caution: text(
    "An adaptive rate does not make the learning rate unnecessary, and a lower training loss is not a better network. Compare optimizers only with rates tuned for each, on data that were not used to choose them.",
    "自适应学习率不等于不用选学习率；训练集损失低，也不等于网络更好。比较优化器时，要各自调好学习率，还要用没参与挑选的数据来比。",
  ),
};
