/** Explanation of the multi-layer perceptron: neurons, layers, activations, and gradient descent. */
import type { Page } from "../page.ts";
import { neuronInLayers } from "../shared/structures/layer.ts";
import { text } from "../text.ts";

export const page: Page = {
  section: text("Feed-forward networks", "前馈神经网络"),
  asked: text(
    "A multi-layer perceptron is a model of biological neurons in layers. What does the activation function add, and what is trained?",
    "多层感知机是生物神经元的抽象，一层层连起来。激活函数起什么作用，训练的又是什么？",
  ),
  short: text(
    "A neuron adds its weighted inputs and a bias and passes the sum through an activation function. Without the function, several layers would be no more than one linear map. With it, each unit can bend the boundary between classes once more. Training changes weights and biases by gradient descent so that the loss falls.",
    "一个神经元把输入加权求和，加上偏置，再经过激活函数。没有激活函数，多少层都只是一个线性变换；有了它，每个单元都能让类与类的边界多折一次。训练就是用梯度下降去调整权重和偏置，让损失降下来。",
  ),
  structure: neuronInLayers,
  derivation: [
    {
      formula: String.raw`z^{(l)} = W^{(l)} a^{(l-1)} + b^{(l)}, \qquad a^{(l)} = f\bigl(z^{(l)}\bigr)`,
      text: text(
        "A layer: weighted sums of the previous layer's activations plus biases, then the activation function.",
        "一层：前一层活性值的加权和，加上偏置，再经过激活函数。",
      ),
      code: {
        file: "models/mlp/model.ts",
        lines: "const hidden = this.hidden2.forward(this.hidden1.forward(pixels).relu()).relu();",
      },
    },
    {
      formula: String.raw`W^{(2)} \bigl(W^{(1)} x + b^{(1)}\bigr) + b^{(2)} = \bigl(W^{(2)} W^{(1)}\bigr) x + \bigl(W^{(2)} b^{(1)} + b^{(2)}\bigr)`,
      text: text(
        "Without an activation function, two layers are one linear layer: another matrix, another bias.",
        "不用激活函数，两层合起来还是一个线性层，只是换了矩阵和偏置。",
      ),
      code: { file: "models/mlp/experiments/regions.ts", lines: "linear: { hidden: [16], activation: identity }," },
    },
    {
      formula: String.raw`\mathcal{R}(W, b) = -\frac{1}{N} \sum_{n=1}^{N} \log q_{y_n}(x_n), \qquad q = \operatorname{softmax}\bigl(z^{(L)}\bigr)`,
      text: text(
        "The risk: the mean cross entropy of the predictions with the labels.",
        "风险：预测与标签的交叉熵，对所有样本取平均。",
      ),
      code: { file: "models/mlp/system.ts", lines: "loss: crossEntropy," },
    },
    {
      formula: String.raw`W \leftarrow W - \alpha \frac{\partial \mathcal{R}}{\partial W}, \qquad b \leftarrow b - \alpha \frac{\partial \mathcal{R}}{\partial b}`,
      text: text(
        "Gradient descent changes all weights and biases; here Adam adapts the step of each parameter.",
        "梯度下降更新全部权重和偏置；这里用 Adam，每个参数的步长各自调整。",
      ),
      code: {
        file: "models/mlp/system.ts",
        lines: "optimizer: adam(model, { learningRate: schedules.cosine(learningRate, { steps }) }),",
      },
    },
  ],
  predictions: [
    {
      question: text(
        "A network with a single hidden unit, one with two, one with many: which boundaries between two moons can each of them draw?",
        "只有一个隐藏单元、两个、许多个，各能在两个月牙之间画出什么样的边界？",
      ),
      experiment: "regions",
    },
    {
      question: text(
        "Six activation functions, the same initial weights. Which one leaves the first layer the smallest gradient?",
        "六种激活函数，初始权重相同。哪一种留给第一层的梯度最小？",
      ),
      experiment: "activations",
    },
  ],
  changes: [
    {
      command: "look mlp digit --set digit=3 --set right=6 --set noise=0.1",
      text: text(
        "Shift a digit until the network misreads it (train first). Which direction does it tolerate less?",
        "把数字平移到网络认错为止（要先训练）。往哪个方向更容易认错？",
      ),
    },
    {
      command: "train mlp --quick --set hidden=16",
      text: text(
        "Train with very few hidden units in each layer. How much accuracy is lost?",
        "每层只留很少的隐藏单元再训练。准确率降了多少？",
      ),
    },
    {
      command: "experiment mlp regions --quick --seeds 3",
      text: text(
        "Repeat the comparison with fewer starts: which networks get stuck?",
        "少用几个起点，重做一遍：哪些网络会卡住？",
      ),
    },
  ],
  exercise: {
    question: text(
      "A ReLU unit can die during training. What does that mean, and how can it be prevented?",
      "ReLU 单元在训练中可能“死掉”。这是什么意思，怎样避免？",
    ),
    answer: text(
      "If a step drives its net input below zero for every example, its slope is zero everywhere, its weights get no gradient, and it never fires again. A small slope on the negative side, as in leaky ReLU or ELU, a smaller learning rate and biases that begin at zero or slightly above prevent this.",
      "某一步更新之后，如果它对所有样本的净输入都小于零，斜率就处处为零，权重得不到梯度，从此再也不激活。让负半轴也有一点斜率（带泄露的 ReLU、ELU），减小学习率，偏置从零或略大于零开始，都能避免。",
    ),
  },
  caution: text(
    "A unit is a distant abstraction of a neuron: it has one number instead of spikes in time, and brains do not send errors back through the same connections.",
    "单元只是神经元很粗略的抽象：它只有一个数，没有随时间发放的脉冲；大脑也不会让误差沿着同样的连接传回来。",
  ),
};
