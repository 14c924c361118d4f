/** Explanation of residual connections: the identity as a start, the gradient's direct path, and the loss landscape. */
import type { Page } from "../page.ts";
import { residualBlock } from "../shared/structures/residual.ts";
import { text } from "../text.ts";

export const page: Page = {
  section: text("Residual networks", "残差网络"),
  asked: text(
    "Do residual connections really make the loss landscape smoother, and why does a deep network need them?",
    "残差连接真的让优化地形更平缓吗？深层网络为什么需要它？",
  ),
  short: text(
    "A residual block adds its input to what its layers compute. If the layers compute zero, the block copies its input, so more blocks need not harm. The gradient passes along the addition unchanged, and through every layer as a sum instead of a product alone. Whether this makes the landscape smoother has to be measured; three measures are compared below.",
    "残差单元把输入加到各层算出的结果上。各层算出零，单元就照抄输入，所以多加几个单元至少不会更差。梯度沿着加法原样传回去，是各条路相加，而不是只有一长串连乘。地形会不会因此更平缓，要测了才知道，下面比较了三种量度。",
  ),
  structure: () => residualBlock(),
  derivation: [
    {
      formula: String.raw`h_l = \operatorname{ReLU}\bigl(h_{l-1} + f(h_{l-1}; \theta_l)\bigr)`,
      text: text(
        "The layers of a block learn the difference f between output and input, the residual.",
        "一个单元的各层学的是输出与输入之差 f，也就是残差。",
      ),
      code: { file: "models/residual/model.ts", lines: "return this.shortcut ? x.add(f).relu() : f.relu();" },
    },
    {
      formula: String.raw`\theta_l = 0 \;\Rightarrow\; f = 0 \;\Rightarrow\; h_l = h_{l-1} \quad (h_{l-1} \ge 0)`,
      text: text(
        "The last layer of each block starts at zero here, so at first the whole network copies: its depth costs nothing.",
        "这里每个单元的最后一层从零开始，于是起初整个网络都在照抄，再深也不碍事。",
      ),
      code: {
        file: "models/residual/model.ts",
        lines: "this.second = convolution(channels, shortcut ? initializers.zeros() : initializers.heNormal());",
      },
    },
    {
      formula: String.raw`\frac{\partial \mathcal{L}}{\partial h_l} = \Bigl(I + \frac{\partial}{\partial h_l} \sum_{i=l+1}^{L} f(h_{i-1}; \theta_i)\Bigr)^{\mathsf T} \frac{\partial \mathcal{L}}{\partial h_L}`,
      text: text(
        "While the sums stay positive, the gradient of the last block reaches each block through the identity I, whatever the layers do.",
        "只要和都为正，最后一个单元的梯度就能经恒等映射 I 直达每个单元，不管各层怎样。",
      ),
      code: {
        file: "models/residual/signals.ts",
        lines: "const gradients = grad(crossEntropy(logits, labels), states);",
      },
    },
    {
      formula: String.raw`\text{plain:} \quad \frac{\partial \mathcal{L}}{\partial h_l} = J_{l+1}^{\mathsf T} J_{l+2}^{\mathsf T} \cdots J_L^{\mathsf T}\, \frac{\partial \mathcal{L}}{\partial h_L}`,
      text: text(
        "Without the sum, only a product of Jacobians is left. It keeps its size only if the weights have the right scale at every layer.",
        "没有加法，就只剩雅可比矩阵的连乘。要让它不大不小，每一层权重的尺度都得刚好。",
      ),
      code: { file: "models/residual/scaling.ts", lines: "await weight.set(weight.mul(before / sizes[i]!));" },
    },
    {
      formula: String.raw`\mathcal{L}(\theta + x\, d_1 + y\, d_2), \qquad \lVert d_{k}^{(\text{filter})} \rVert = \lVert \theta^{(\text{filter})} \rVert`,
      text: text(
        "The landscape is the loss on a plane through the trained parameters. Each direction has the norm of the filters, so that networks with other scales can be compared.",
        "所谓地形，就是在训练好的参数处取一个平面，看上面的损失。方向的范数和滤波器一样长，尺度不同的网络才好比较。",
      ),
      code: {
        file: "models/residual/experiments/landscape.ts",
        lines: "directions: [await filterNormalized(model), await filterNormalized(model)],",
      },
    },
  ],
  predictions: [
    {
      question: text(
        "A plain network gets more layers. Can its training loss become larger, although the deeper network could copy the shallower one?",
        "普通网络再加几层。更深的网络明明可以照抄浅的，它的训练集损失会变大吗？",
      ),
      experiment: "depth",
    },
    {
      question: text(
        "A deep plain network keeps guessing. Name two changes, other than residual connections, that could let it learn.",
        "深层普通网络一直停在随机猜测水平。不用残差连接，你能想到哪两种办法让它学起来？",
      ),
      experiment: "remedies",
    },
    {
      question: text(
        "Shift all filters of a trained deep network by half of their norms. How far does the loss rise with residual connections, and how far without?",
        "把训练好的深层网络的滤波器都挪动半个范数。有残差连接时损失升多少，没有时呢？",
      ),
      experiment: "landscape",
    },
  ],
  changes: [
    {
      command: "look residual signals --set layers=56",
      text: text(
        "Choose a depth and see what is left of the values and gradients. Then do the same with way=residual.",
        "自己选层数，看活性值和梯度还剩多少。再换成 way=residual 试试。",
      ),
    },
    {
      command: "train residual --quick --set deep=6",
      text: text(
        "Make the deep networks less deep. At what depth does the plain one learn?",
        "让深层网络浅一点。到多浅，普通网络才学得动？",
      ),
    },
    {
      command: "train residual --quick --set learningRate=0.01",
      text: text("Lower the learning rate. Does the plain network now learn?", "把学习率调小，普通网络学得动了吗？"),
    },
    {
      command: "experiment residual depth --quick --seeds 3",
      text: text("Compare two depths in short trainings.", "用很短的训练比较两种深度。"),
    },
  ],
  exercise: {
    question: text(
      "Suppose the skip connection multiplied the input by one half before adding it. What would reach the first of many blocks?",
      "假如直连边先把输入乘以二分之一再相加，传到许多单元之前的第一个单元，还剩什么？",
    ),
    answer: text(
      "Along the direct path, the gradient would be halved by every block: one half to the power of the number of blocks, practically nothing. A factor above one would let it explode. Only the identity keeps it, which is why skip connections should stay free of weights.",
      "沿着直连边，每过一个单元梯度就减半：二分之一的若干次方，几乎什么都不剩。乘的数大于一，梯度又会爆炸。只有恒等映射能保持不变，所以直连边上最好不带权重。",
    ),
  },
  caution: text(
    "A plain network that does not learn at all from a poor start is no example of degradation. He et al. speak of networks that train, and yet have a larger training error when they are deeper. Normalization layers, left out here, also help plain networks to start.",
    "因为起点不好而根本学不动的普通网络，不算退化的例子。He 等人说的是：网络明明训练得动，却越深训练误差越大。这里没有用归一化层，有了它，普通网络也能起步。",
  ),
};
