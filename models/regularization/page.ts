/** Explanation of regularization: penalties, decay and bounds, and what their strength restricts. */
import type { Page } from "../page.ts";
import { normBalls } from "../shared/structures/norms.ts";
import { text } from "../text.ts";

export const page: Page = {
  section: text("Regularization", "网络正则化"),
  asked: text(
    "Is the L2 term only a fixed part of the loss? Must norms be at most one, and does a larger coefficient make the network more linear?",
    "L2 正则项只是损失里固定的一项吗？范数一定要小于等于一吗，系数越大，网络就越接近线性吗？",
  ),
  short: text(
    "A penalty on the norm is added to the loss, and the gradient of both decides the update: L2 pulls each weight toward zero in proportion to its size, L1 pulls all equally hard. A bound on the norm is the same idea as a constraint; that it is one is only a choice. The coefficient restricts the capacity to fit. A little of it helps generalization, too much leaves a network that is almost linear and learns hardly anything.",
    "在损失上加一个范数的惩罚，更新由两者的梯度一起决定：L2 对权重的拉力和权重大小成正比，L1 对谁都一样狠。限定范数的上限，是同一个想法写成约束；上限取为一，只是一种选择。系数约束的是拟合能力：适当约束，泛化更好；过头了，网络就近乎线性，什么也学不到。",
  ),
  structure: () => normBalls(),
  derivation: [
    {
      formula: String.raw`\theta^* = \arg\min_\theta \frac{1}{N} \sum_{n=1}^{N} \mathcal{L}\bigl(y^{(n)}, f(x^{(n)}; \theta)\bigr) + \lambda\, \ell_p(\theta)`,
      text: text(
        "The loss with a penalty. For each λ there is a bound on the norm that gives the same minimum as a constraint, so a larger λ means a smaller bound.",
        "带惩罚项的损失。每个 λ 都对应一个范数的上限，写成约束也得到同样的最小值：λ 越大，上限越小。",
      ),
      code: {
        file: "models/regularization/train.ts",
        lines: "loss: (logits, labels) => loss(logits, labels).add(l2Penalty(weights, strength)),",
      },
    },
    {
      formula: String.raw`\frac{\partial}{\partial w} \frac{\lambda}{2} w^2 = \lambda w, \qquad \frac{\partial}{\partial w} \lambda |w| = \lambda \operatorname{sign}(w)`,
      text: text(
        "The pull of L2 grows with the weight. That of L1 stays as strong until the weight is zero, which makes weights sparse.",
        "L2 的拉力随权重变小而变弱；L1 的拉力一直不减，直到权重为零，所以得到稀疏的权重。",
      ),
      code: {
        file: "models/regularization/model.ts",
        lines: "return regularizers.l1(weights).mul(lambda);",
      },
    },
    {
      formula: String.raw`w \leftarrow w - \alpha (g + \lambda w) = (1 - \alpha\lambda)\, w - \alpha g`,
      text: text(
        "With plain SGD, the L2 term is weight decay with β = αλ. It changes every update.",
        "对普通的 SGD，L2 正则项就是 β = αλ 的权重衰减，每一步更新都受它影响。",
      ),
      code: {
        file: "models/regularization/model.ts",
        lines: "weights.forEach((weight, i) => weight.assign(weight.sub(decay[i]!)));",
      },
    },
    {
      formula: String.raw`\text{Adam: } \; w \leftarrow w - \alpha \frac{\hat m(g + \lambda w)}{\sqrt{\hat v(g + \lambda w)} + \epsilon} \;\ne\; (1 - \alpha\lambda)\, w - \alpha \frac{\hat m(g)}{\sqrt{\hat v(g)} + \epsilon}`,
      text: text(
        "With Adam, the pull passes through the moments and is rescaled for each weight. AdamW therefore applies weight decay beside them.",
        "用 Adam 时，拉力也要经过两个动量，每个权重被放缩的程度不同。所以 AdamW 把权重衰减放到动量之外。",
      ),
      code: {
        file: "models/regularization/train.ts",
        lines: "return { loss, optimizer: adamw(decaying(weights, biases, strength), { learningRate }) };",
      },
    },
    {
      formula: String.raw`\tanh(z) = z - \tfrac{1}{3} z^3 + \cdots \;\approx\; z \quad (|z| \ll 1)`,
      text: text(
        "Small weights make small net inputs, for which tanh is almost linear, and with it the whole network. A ReLU becomes linear only if its bias outweighs the inputs, so that it is always on or always off.",
        "权重小，净输入就小，tanh 在零附近近似线性，整个网络也就近似线性。ReLU 不一样：只有偏置压过输入，一直通或一直断，它才是线性的。",
      ),
      code: {
        file: "models/regularization/linearity.ts",
        lines: "const apart = model.logits(a.add(b).div(2)).sub(first.add(second).div(2));",
      },
    },
  ],
  predictions: [
    {
      question: text(
        "Sketch two curves against λ: the training loss and the test loss. Where do they part?",
        "画两条随 λ 变化的曲线：训练集损失和测试集损失。它们在哪里分开？",
      ),
      experiment: "linearity",
    },
    {
      question: text(
        "Two trainings with Adam differ in one thing: an L2 term in the loss, or weight decay. Do they end at the same weights?",
        "两次用 Adam 的训练只差一点：一个在损失里加 L2 项，一个用权重衰减。最后的权重一样吗？",
      ),
      experiment: "l2-decay",
    },
    {
      question: text(
        "The validation loss rises for the first time. Stop now, or wait?",
        "验证集损失第一次回升。现在就停，还是再等等？",
      ),
      experiment: "early",
    },
  ],
  changes: [
    {
      command: "look regularization curve --set lambda=0.03",
      text: text(
        "Choose λ and see how straight a fitted curve becomes. Then do the same with activation=relu.",
        "自己选 λ，看拟合出的曲线变得多直。再换个激活函数：activation=relu。",
      ),
    },
    {
      command: "train regularization --quick --set l2=0.1",
      text: text("Make L2 too strong. Which bars are missed?", "把 L2 加得过强，哪些达标线达不到了？"),
    },
    {
      command: "train regularization --quick --set norm=0.3",
      text: text("Bound the norms by less than one. Does it still help?", "把范数上限压到一以下，还有用吗？"),
    },
    {
      command: "experiment regularization linearity --quick --seeds 3",
      text: text("Measure the bend of small networks in seconds.", "测一测小网络的弯曲程度，几秒钟就好。"),
    },
  ],
  exercise: {
    question: text(
      "Why are weights regularized, but biases usually not?",
      "为什么一般对权重做正则化，而不对偏置做正则化？",
    ),
    answer: text(
      "A bias does not multiply an input: it shifts the function, but does not make it steeper or more sensitive to its input, so it hardly adds to overfitting. There are also far fewer biases. Pulled toward zero, they could no longer fit the mean of the data.",
      "偏置不乘输入，只是把函数平移，不会让它更陡，也不会让它对输入更敏感，所以对过拟合影响很小；而且偏置的个数少得多。把它们往零拉，反而连数据的均值都拟合不好。",
    ),
  },
  caution: text(
    "The equality of L2 and weight decay holds for plain SGD only, with the same set of parameters and β = αλ. The diagram with the diamond and the disk is a picture of two weights; networks have minima that no such picture shows.",
    "L2 与权重衰减等价，只对普通的 SGD 成立，而且要对同一组参数、取 β = αλ。菱形和圆只是两个权重时的示意图，真实网络的最小值没有这么简单。",
  ),
};
