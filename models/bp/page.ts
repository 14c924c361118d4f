/** Explanation of back-propagation by hand: the forward pass, the error terms on their way back, and the update. */
import type { Page } from "../page.ts";
import { backPropagation } from "../shared/structures/back-propagation.ts";
import { text } from "../text.ts";

export const page: Page = {
  section: text("Back-propagation", "反向传播算法"),
  asked: text(
    "Back-propagation computes the gradient of one layer from that of the next. How does the error get from the output to the first layer?",
    "反向传播由后一层的梯度算出前一层的梯度。误差是怎样从输出一路传到第一层的？",
  ),
  short: text(
    "Each layer has an error term δ: how much the loss changes with its net input. That of the output is prediction minus target. That of any other layer is the error term of the next layer, sent back through the weights between them and multiplied by the slope of the activation. The error term times the layer's input is the gradient of its weights.",
    "每一层有一个误差项 δ：净输入变一点，损失变多少。输出层的误差项就是预测减去目标；别的层，由后一层的误差项沿着两层之间的权重传回来，再乘以激活函数的斜率。误差项乘以这一层的输入，就是权重的梯度。",
  ),
  structure: () => backPropagation(),
  derivation: [
    {
      formula: String.raw`z^{(l)} = W^{(l)} a^{(l-1)} + b^{(l)}, \qquad a^{(l)} = f_l\bigl(z^{(l)}\bigr)`,
      text: text(
        "Forward: each layer computes its net input and its activation, and keeps both.",
        "前向：每一层依次算出净输入和活性值，都留着备用。",
      ),
      code: { file: "models/bp/model.ts", lines: "a = this.#f.value(z);" },
    },
    {
      formula: String.raw`\delta^{(L)} = \frac{\partial \mathcal{L}}{\partial z^{(L)}} = \hat{y} - y`,
      text: text(
        "For softmax and cross entropy, the error term of the last layer is prediction minus target, averaged over the examples.",
        "用 Softmax 和交叉熵时，最后一层的误差项就是预测减去目标，再对样本取平均。",
      ),
      code: { file: "models/bp/model.ts", lines: "deltas[last] = nets[last]!.softmax().sub(y).div(examples);" },
    },
    {
      formula: String.raw`\delta^{(l)} = f_l'\bigl(z^{(l)}\bigr) \odot \bigl(W^{(l+1)}\bigr)^{\mathsf T} \delta^{(l+1)}`,
      text: text(
        "Backward: the error goes back through the same weights and is multiplied by the slope of the activation.",
        "反向：误差沿着同一组权重往回传，再乘以激活函数的斜率。",
      ),
      code: {
        file: "models/bp/model.ts",
        lines:
          "const back = deltas[l + 1]!.matmul(this.layers[l + 1]!.weight);\n      deltas[l] = this.#f.slope(nets[l]!, inputs[l + 1]!).mul(back);",
      },
    },
    {
      formula: String.raw`\frac{\partial \mathcal{R}}{\partial W^{(l)}} = \delta^{(l)} \bigl(a^{(l-1)}\bigr)^{\mathsf T} + \lambda W^{(l)}, \qquad \frac{\partial \mathcal{R}}{\partial b^{(l)}} = \delta^{(l)}`,
      text: text(
        "The gradient of the weights is the error term times the layer's input; the regularization term adds λW, to the weights only.",
        "权重的梯度是误差项乘以这一层的输入；正则化项再加上 λW，只加在权重上。",
      ),
      code: {
        file: "models/bp/model.ts",
        lines:
          "weight: deltas[l]!.transpose().matmul(inputs[l]!).add(weight.mul(lambda)),\n      bias: deltas[l]!.sum(0),",
      },
    },
    {
      formula: String.raw`W^{(l)} \leftarrow W^{(l)} - \alpha \frac{\partial \mathcal{R}}{\partial W^{(l)}}`,
      text: text("Update: one step against the gradient.", "更新：沿着梯度的反方向走一步。"),
      code: {
        file: "models/bp/model.ts",
        lines: "weight.assign(weight.sub(gradients[l]!.weight.mul(learningRate)));",
      },
    },
  ],
  predictions: [
    {
      question: text(
        "A network of several layers uses the logistic function, tanh or ReLU. With which of them does the least of the error reach the first layer?",
        "一个多层网络，激活函数分别用 Logistic 函数、tanh 和 ReLU。哪一种传到第一层的误差最少？",
      ),
      experiment: "deltas",
    },
    {
      question: text(
        "Training with a regularizer comes to rest. Is the gradient of the loss alone zero there?",
        "加了正则化项，训练最后停了下来。这时损失本身的梯度是零吗？",
      ),
      experiment: "regularizer",
    },
  ],
  changes: [
    {
      command: "look bp errors --set digit=7 --set shift=1",
      text: text(
        "Demand another digit than the true one, and see how large the error becomes in each layer (train first).",
        "要求网络认成别的数字，看每一层的误差变得多大（要先训练）。",
      ),
    },
    {
      command: "train bp --quick --set lambda=0.1",
      text: text(
        "Train with a regularizer that is a hundred times as strong. Which metric suffers?",
        "把正则化加强到一百倍再训练：哪个指标变差了？",
      ),
    },
    {
      command: "experiment bp deltas --quick --seeds 3",
      text: text(
        "Repeat the comparison of activations with short trainings: which differences already show?",
        "用很短的训练重做激活函数的比较：哪些差别已经看得出来？",
      ),
    },
  ],
  exercise: {
    question: text(
      "Why must the weights not all be initialized to zero in a network that is trained by back-propagation?",
      "用反向传播训练的网络，为什么不能把权重全部初始化为零？",
    ),
    answer: text(
      "All hidden units would compute the same value and receive the same error term, here even zero, because the error comes back through weights that are zero. They would stay equal forever, so the layer would work like a single unit.",
      "那样所有隐藏单元算出的值相同，收到的误差项也相同；而且误差要沿着为零的权重传回来，所以也是零。它们会永远一样，整层只顶一个单元。",
    ),
  },
  caution: text(
    "Back-propagation is a way to compute the gradient, not a way to learn: gradient descent does the learning. It gives the same gradient as automatic differentiation, which is compared here to the last digits of double precision.",
    "反向传播是求梯度的方法，学习靠的是梯度下降。它和自动微分得到的梯度一样，这里在双精度下比较过。",
  ),
};
