/** Explanation of the simple recurrent network. */
import type { Page } from "../page.ts";
import { rnnUnrolled } from "../shared/structures/rnn.ts";
import { text } from "../text.ts";

export const page: Page = {
  section: text("Simple recurrent networks", "简单循环网络"),
  asked: text(
    "I look at the picture of a recurrent network again and again. Where is the loop?",
    "循环神经网络的图看了好几遍，还是没看出来：循环到底在哪里？",
  ),
  short: text(
    "It is at the hidden layer: the hidden state it computes in this time step comes back as one of its inputs in the next. Unroll the network in time and the loop becomes a chain: a network as deep as the sequence is long, with the same parameters in every layer.",
    "循环在隐藏层：它这一步算出的隐状态，延迟一个时间步，又成了它下一步的输入。沿时间展开，环就拉成了一条链：序列有多长，网络就有多深，而每一层用的是同一组参数。",
  ),
  structure: () => rnnUnrolled(),
  derivation: [
    {
      formula: String.raw`h_t = f(U h_{t-1} + W x_t + b)`,
      text: text(
        "The new hidden state depends on the input and on the previous hidden state: this term is the loop.",
        "新的隐状态由当前输入和上一步的隐状态算出；含上一步隐状态的这一项，就是循环。",
      ),
      code: {
        file: "src/nn/rnn-cell.ts",
        lines: "return [applyLayer(this.activation, projected.add(this.recur(hidden)))];",
      },
    },
    {
      formula: String.raw`y_t = V h_t`,
      text: text("Each time step has an output of its own.", "每个时间步都有自己的输出。"),
      code: {
        file: "models/shared/language.ts",
        lines: "return { logits: this.output.forward(this.dropout.forward(outputs)), state };",
      },
    },
    {
      formula: String.raw`h_t = f\bigl(U f(U h_{t-2} + W x_{t-1} + b) + W x_t + b\bigr)`,
      text: text(
        "Insert the definition into itself and the network is unrolled: the loop over time steps is an ordinary loop of the program.",
        "把定义代入自己，网络就展开了一层。程序里，它就是一个按时间步走的普通循环。",
      ),
      code: {
        file: "models/rnn/experiments/loop.ts",
        lines: "const { logits, state: next } = model.step(token.squeeze(1), state);\n    state = next;",
      },
    },
    {
      formula: String.raw`\mathcal{L} = \sum_t \mathcal{L}_t`,
      text: text("The loss adds up the losses of all time steps.", "损失是各个时间步的损失之和。"),
      code: {
        file: "models/rnn/experiments/loop.ts",
        lines: "return crossEntropy(model.forward(input).logits, target);",
      },
    },
    {
      formula: String.raw`\frac{\partial \mathcal{L}}{\partial U} = \sum_t \sum_{k \le t} \frac{\partial \mathcal{L}_t}{\partial z_k}\, h_{k-1}^{\mathsf T}`,
      text: text(
        "All layers share U, so its gradient is the sum over all of them; z is the net input of the hidden layer.",
        "各层共用 U，所以它的梯度要把每一层的贡献加起来；z 是隐藏层的净输入。",
      ),
      code: {
        file: "models/rnn/experiments/loop.ts",
        lines: "return { value, grads: grad(value, params) };",
      },
    },
  ],
  predictions: [
    {
      question: text(
        "You unroll the same network over a sequence that is sixteen times as long. How does the number of its parameters change?",
        "同一个网络，展开的序列变成原来的十六倍长，参数个数变成多少？",
      ),
      answer: text(
        "Not at all: every layer of the unrolled network uses the same parameters. Only the computational graph grows.",
        "不变：展开后的每一层用的都是同一组参数，变大的只是计算图。",
      ),
    },
    {
      question: text(
        "The task is to add the first two digits of a sequence. Draw the accuracy over the length of the sequence: for the simple network, and for an LSTM whose forget gates start open.",
        "任务是求序列前两位数字之和。先画一画准确率随序列长度的曲线：简单循环网络一条，遗忘门初始打开的 LSTM 网络一条。",
      ),
      experiment: "memory",
    },
  ],
  changes: [
    {
      command: 'look rnn states --set "text=It was a truth"',
      text: text(
        "Type a text and watch the hidden state change with every character (train first: the first command below).",
        "输入一段文字，看隐状态怎样随每个字符变化（要先训练，见下一条命令）。",
      ),
    },
    {
      command: "train rnn --quick --set hidden=16",
      text: text(
        "Give the network only a few hidden units. How much does the loss of the text rise, and what happens to the sums?",
        "只给网络很少的隐藏单元，文本的损失升高多少，求和的准确率又怎样？",
      ),
    },
    {
      command: "experiment rnn memory --quick --seeds 3",
      text: text(
        "Repeat the memory curve with short sequences over several random seeds: which differences remain?",
        "用短序列、多个随机种子重做记忆曲线：哪些差别还在？",
      ),
    },
  ],
  exercise: {
    question: text(
      "Compare time-delay networks, convolutional networks and recurrent networks.",
      "试比较延时神经网络、卷积神经网络和循环神经网络的异同点。",
    ),
    answer: text(
      "All three use the same weights at every position of a sequence. A time-delay network and a convolution see a window of fixed length, so their memory ends with the window, but all positions can be computed at once. A recurrent network sees the past through its hidden state: nothing limits the length in principle, but the steps follow one another, and training decides how much is kept.",
      "三者都在序列的每个位置上使用同一组权重。延时神经网络和卷积只看固定长度的窗口，记忆到窗口为止，但各个位置可以同时计算。循环神经网络通过隐状态看到过去，原则上长度不限，但只能一步一步算，能记住多少要看训练的结果。",
    ),
  },
  caution: text(
    "Recurrent is not recursive. A recursive network merges the nodes of a tree with shared weights; on a chain it becomes a recurrent network, which is its simplest case.",
    "循环（recurrent）不等于递归（recursive）。递归神经网络用共享的权重沿树逐层合并结点；树退化成一条链，才是循环神经网络，它只是最简单的特例。",
  ),
};
