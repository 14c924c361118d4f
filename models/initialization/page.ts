/** Explanation of initialization: breaking the symmetry, and keeping the scale through many layers. */
import type { Page } from "../page.ts";
import { network } from "../shared/structures/layer.ts";
import { text } from "../text.ts";

export const page: Page = {
  section: text("Parameter initialization", "参数初始化"),
  asked: text(
    "Gradient descent needs a start. Why not zero, and how large should the first weights be?",
    "梯度下降要有个起点。为什么不能从零开始，最初的权重又该取多大？",
  ),
  short: text(
    "Weights must differ, or all units of a layer learn the same thing; so they are drawn at random. Their variance decides what each layer does to the scale of its inputs, and of the gradients on the way back. One over the number of inputs keeps the scale of a linear layer; ReLU, which drops half of the signal, needs twice that.",
    "权重要各不相同，不然一层里的单元学到的全一样，所以要随机取。权重的方差决定每一层把输入和往回传的梯度放大还是缩小：取输入个数的倒数，线性层就不变；ReLU 会丢掉一半信号，要再加倍。",
  ),
  structure: () => network(),
  derivation: [
    {
      formula: String.raw`z = \sum_{i=1}^{n} w_i h_i \quad\Rightarrow\quad \operatorname{var}(z) = n \operatorname{var}(w)\, \mathbb{E}[h^2]`,
      text: text(
        "A net input is a sum of as many independent terms as there are inputs; their variances add up.",
        "净输入是许多独立项之和，有多少个输入就有多少项，方差相加。",
      ),
      code: {
        file: "models/initialization/theory.ts",
        lines:
          "squares.push(normalMean((z) => functions[activation].value(z) ** 2, inputs * variance * squares.at(-1)!));",
      },
    },
    {
      formula: String.raw`\operatorname{ReLU}: \; \mathbb{E}[h_l^2] = \tfrac{1}{2} n \operatorname{var}(w)\, \mathbb{E}[h_{l-1}^2] \quad\Rightarrow\quad \operatorname{var}(w) = \frac{2}{n}`,
      text: text(
        "ReLU drops the negative half, so He's initialization doubles the variance.",
        "ReLU 丢掉负的一半，所以 He 初始化把方差加倍。",
      ),
      code: { file: "models/initialization/schemes.ts", lines: "variance: (inputs) => 2 / inputs," },
    },
    {
      formula: String.raw`\tanh: \; \operatorname{var}(w) = \frac{2}{n_{\text{in}} + n_{\text{out}}}`,
      text: text(
        "Around zero, tanh is linear. Xavier's initialization averages between the scale of values, which inputs decide, and that of gradients, which outputs decide.",
        "tanh 在零附近近似线性。活性值的尺度由输入个数决定，梯度的尺度由输出个数决定，Xavier 初始化取两者的折中。",
      ),
      code: {
        file: "models/initialization/schemes.ts",
        lines: "variance: (inputs, outputs) => 2 / (inputs + outputs),",
      },
    },
    {
      formula: String.raw`\mathbb{E}\Bigl[\Bigl(\frac{\partial \mathcal{L}}{\partial h_{l-1}}\Bigr)^2\Bigr] = n_{\text{out}} \operatorname{var}(w)\, \mathbb{E}\bigl[f'(z)^2\bigr]\, \mathbb{E}\Bigl[\Bigl(\frac{\partial \mathcal{L}}{\partial h_l}\Bigr)^2\Bigr]`,
      text: text(
        "The gradient on its way back follows the same rule, with outputs in the place of inputs and the slope of the activation.",
        "往回传的梯度也是这个规律，只是输入个数换成输出个数，再乘上激活函数的斜率。",
      ),
      code: {
        file: "models/initialization/theory.ts",
        lines: "squares.unshift(outputs * variance * slope * squares[0]!);",
      },
    },
  ],
  predictions: [
    {
      question: text(
        "Twenty layers with ReLU. How does the size of the activations change with Xavier's weights, and how with He's?",
        "二十层，用 ReLU。用 Xavier 的权重，活性值的大小会怎样变？用 He 的权重呢？",
      ),
      experiment: "variance",
    },
    {
      question: text(
        "All weights begin at the same small value, not zero. What does the hidden layer learn?",
        "权重全都从同一个不为零的小数开始。隐藏层会学到什么？",
      ),
      experiment: "zero",
    },
  ],
  changes: [
    {
      command: "look initialization scale --set gain=2",
      text: text(
        "Choose the variance of the weights and see whether activations vanish or explode. Then do the same with tanh: activation=tanh.",
        "自己选权重的方差，看活性值是消失还是爆炸。再换成 tanh 试试：activation=tanh。",
      ),
    },
    {
      command: "train initialization --quick --set measuredWidth=16",
      text: text("Measure narrower networks. Does theory still predict them?", "换成更窄的网络来测。理论还算得准吗？"),
    },
    {
      command: "experiment initialization zero --quick --seeds 3",
      text: text(
        "Repeat the comparison of starts with short trainings: which differences already show?",
        "用很短的训练重做起点的比较：哪些差别已经看得出来？",
      ),
    },
  ],
  exercise: {
    question: text("Why may biases start at zero, although weights may not?", "为什么偏置可以从零开始，权重却不行？"),
    answer: text(
      "Units differ as soon as their weights do, so their biases receive different gradients and part from each other. Only the weights must break the symmetry.",
      "权重不同，各单元就不同，偏置得到的梯度也就不同，自然会分开。打破对称，靠权重就够了。",
    ),
  },
  caution: text(
    "The theory assumes independent weights and wide layers, and it speaks of the start only: training changes the scale, and normalization layers make it matter less.",
    "理论假设权重独立、层足够宽，而且只管起点：训练会改变尺度，有了归一化层，尺度也就没那么要紧。",
  ),
};
