/** Explanation of the simple recurrent network. */
import type { Page } from "../page.ts";
import { rnnUnrolled } from "../shared/structures/rnn.ts";
import { text } from "../text.ts";

export const page: Page = {
  section: text("Simple recurrent networks", "简单循环网络"),
  asked: text(
    "I have looked at the diagram of a recurrent network many times and still cannot see it: where is the loop?",
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
        "The term with the previous hidden state is the loop. In the code, projected is W x + b, and recur computes the term with U.",
        "含上一步隐状态的这一项就是循环。代码里 projected 是 W x + b，recur 算的是含 U 的一项。",
      ),
      code: {
        file: "src/nn/rnn-cell.ts",
        lines: "return [applyLayer(this.activation, projected.add(this.recur(hidden)))];",
      },
    },
    {
      formula: String.raw`y_t = V h_t`,
      text: text(
        "Each time step has its own output: the logits of the next character. The code also adds a bias.",
        "每个时间步都有自己的输出，也就是下一个字符的未归一化得分（logits）；代码里还有偏置。",
      ),
      code: {
        file: "models/shared/language.ts",
        lines: "return { logits: this.output.forward(this.dropout.forward(outputs)), state };",
      },
    },
    {
      formula: String.raw`h_t = f\bigl(U f(U h_{t-2} + W x_{t-1} + b) + W x_t + b\bigr)`,
      text: text(
        "Substitute the definition into itself to unroll the network by one step. In code, this is an ordinary loop over time steps.",
        "把上一步的式子代入，网络就展开了一步。写成程序，就是一个按时间步执行的普通循环。",
      ),
      code: {
        file: "models/rnn/experiments/loop.ts",
        lines: "const { logits, state: next } = model.step(token.squeeze(1), state);\n    state = next;",
      },
    },
    {
      formula: String.raw`\mathcal{L} = \frac{1}{T} \sum_{t=1}^{T} \mathcal{L}_t`,
      text: text(
        "The loss is the mean over the time steps. The textbook uses the sum, which differs by a constant factor.",
        "损失取各时间步损失的平均；书中用的是总和，只差一个常数倍。",
      ),
      code: {
        file: "models/rnn/experiments/loop.ts",
        lines: "return crossEntropy(model.forward(input).logits, target);",
      },
    },
    {
      formula: String.raw`\frac{\partial \mathcal{L}}{\partial U} = \frac{1}{T} \sum_{t=1}^{T} \sum_{k \le t} \frac{\partial \mathcal{L}_t}{\partial z_k}\, h_{k-1}^{\mathsf T}`,
      text: text(
        "All layers share U, so its gradient adds up the contributions of all of them; z is the net input of the hidden layer. The code leaves this to automatic differentiation.",
        "各层共用 U，所以它的梯度要把每一层的贡献加起来；z 是隐藏层的净输入。程序里由自动微分来算。",
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
        "The task is to add the first two digits of a sequence. Sketch the accuracy against the length of the sequence: for the simple network, and for an LSTM whose forget gates start open. A positive bias makes the cell of such an LSTM forget almost nothing at first.",
        "任务是求序列前两位数字之和。先画一画准确率随序列长度变化的曲线：简单循环网络一条，遗忘门初始打开的 LSTM 网络一条（遗忘门的偏置初始取正数，记忆单元一开始几乎不遗忘）。",
      ),
      experiment: "memory",
    },
  ],
  changes: [
    {
      command: "train rnn --quick",
      text: text("Train the network on a novel; it takes seconds.", "在一部小说上训练这个网络，几秒钟就好。"),
    },
    {
      command: 'look rnn states --set "text=It was a truth"',
      text: text(
        "Enter some text and watch the hidden state change with every character.",
        "输入一段文字，看隐状态怎样随每个字符变化。",
      ),
    },
    {
      command: "train rnn --quick --set hidden=16",
      text: text(
        "Give the network only a few hidden units. How much does the validation loss on the text rise?",
        "只给网络很少的隐藏单元，验证文本上的损失升高多少？",
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
      "A time-delay network shares its weights over time; for a sequence it is a convolution along the time axis. Both see a window of fixed length: its length and the number of layers limit their memory, but all positions can be computed at once. A recurrent network sees the past through its hidden state: nothing limits the length in principle, but the steps follow one another, and training decides how much is kept.",
      "延时神经网络在时间上共享权重，对序列来说就相当于沿时间的卷积。两者只看固定长度的窗口，能记多久由窗口长度和层数决定，但各个位置可以同时计算。循环神经网络通过隐状态看到过去，原则上长度不限，但只能一步一步算，能记住多少要看训练的结果。",
    ),
  },
  caution: text(
    "Recurrent is not recursive. A recursive network merges the nodes of a tree with shared weights; on a chain it becomes a recurrent network, which is its simplest case.",
    "循环（recurrent）不等于递归（recursive）。递归神经网络用共享的权重沿树逐层合并结点；树退化成一条链，才是循环神经网络，它只是最简单的特例。",
  ),
};
