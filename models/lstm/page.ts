/** Explanation of long short-term memory. */
import type { Page } from "../page.ts";
import { lstmCell } from "../shared/structures/lstm.ts";
import { text } from "../text.ts";

const model = "models/lstm/model.ts";

export const page: Page = {
  section: text("Long short-term memory networks", "长短期记忆网络"),
  asked: text(
    "An LSTM carries a cell c beside the hidden state h, and controls it by three gates. What does each gate do, and why does the gradient survive?",
    "LSTM 除了隐状态 h，又多带了一个 c，还配了三个门。每个门管什么？梯度为什么不那么容易消失了？",
  ),
  short: text(
    "The cell is a memory that a step changes only linearly. The forget gate scales what is kept, the input gate what is added, and the output gate decides how much of it is shown. Along the cell, a step back multiplies the gradient by the forget gate alone. While this gate is nearly one, the gradient stays.",
    "c 是一份记忆，每一步只作线性的改动：旧值乘上遗忘门留下一部分，新的候选状态乘上输入门加进来，再由输出门决定露出多少。梯度沿着 c 往回走，每一步只乘一次遗忘门；遗忘门接近一，梯度就留得住。",
  ),
  structure: () => lstmCell(),
  derivation: [
    {
      formula: String.raw`\begin{aligned} f_t &= \sigma(W_f x_t + U_f h_{t-1} + b_f) \\ i_t &= \sigma(W_i x_t + U_i h_{t-1} + b_i) \\ o_t &= \sigma(W_o x_t + U_o h_{t-1} + b_o) \end{aligned}`,
      text: text(
        "Three gates with values between zero and one, each computed from the input and the previous hidden state. The code adds the products for all of them at once.",
        "三个门都由当前输入和上一步的隐状态算出，取值在零和一之间。代码把几组乘积合在一起算，再切开。",
      ),
      code: { file: model, lines: `const f = this.#gate("forget", sums[0]).named("f");` },
    },
    {
      formula: String.raw`\tilde{c}_t = \tanh(W_c x_t + U_c h_{t-1} + b_c)`,
      text: text("The candidate state is what the step would like to write.", "候选状态：这一步想写进记忆的内容。"),
      code: { file: model, lines: "const candidate = sums[3].tanh();" },
    },
    {
      formula: String.raw`c_t = f_t \odot c_{t-1} + i_t \odot \tilde{c}_t`,
      text: text(
        "The cell keeps a share of its old value and takes in a share of the candidate. Nothing else happens to it, so it can hold a value for long.",
        "记忆单元把旧值留下一部分，把候选状态写入一部分，此外不作任何变换，所以一个值能保存很久。",
      ),
      code: { file: model, lines: `const c = f.mul(cell).add(i.mul(candidate)).named("c");` },
    },
    {
      formula: String.raw`h_t = o_t \odot \tanh(c_t)`,
      text: text(
        "The hidden state is what the cell shows: to the gates of the next step, and to the layers above.",
        "隐状态是记忆单元露出来的部分，供下一步的门和上面的层使用。",
      ),
      code: { file: model, lines: "const h = o.mul(c.tanh());" },
    },
    {
      formula: String.raw`\frac{\partial c_T}{\partial c_t} = \prod_{\tau = t+1}^{T} \mathrm{diag}(f_\tau) + \cdots`,
      text: text(
        "Along the cell, the gradient is multiplied by forget gates and by no weights; the dots stand for the paths through the gates. The biases of the forget gates start at one, so the gates start about three quarters open, not half. Over twenty steps, even so only about two in a thousand of the gradient remain; training must open the gates further.",
        "沿着记忆单元，梯度只乘遗忘门，不乘权重；省略号是经过各个门的其他路径。遗忘门的偏置一开始就取一，门不是半开，而是开到四分之三左右。即便如此，往回传二十步，梯度也只剩千分之二左右；要记得更久，还得靠训练把门再开大。",
      ),
      code: { file: model, lines: "concat([ones([size! / 4]), zeros([(3 * size!) / 4])])" },
    },
  ],
  predictions: [
    {
      question: text(
        "A gate is removed by fixing it at one. Which of the three does a network miss most when it predicts text, and which when it must remember two digits?",
        "把一个门固定为一，就等于去掉它。预测文本时最离不开哪个门，记两位数字时又是哪个？",
      ),
      experiment: "gates",
    },
    {
      question: text(
        "At the space between two words, will the forget gates be more open or less open than within a word?",
        "读到两个单词之间的空格，遗忘门会比在单词里面开得更大，还是更小？",
      ),
      experiment: "reading",
    },
    {
      question: text(
        "All forget gates are fixed at one. What happens to the cells while the network reads a long text?",
        "所有遗忘门都固定为一，读一段很长的文字，记忆单元的值会怎样？",
      ),
      answer: text(
        "They only add and never clear, so their values can grow without a limit, tanh saturates, and new input hardly changes the hidden state. That is why the forget gate was added three years after the first LSTM.",
        "只加不清，值可以一直涨，tanh 饱和，新的输入就改变不了隐状态了。最初的 LSTM 没有遗忘门，三年后才加上，原因就在这里。",
      ),
    },
  ],
  changes: [
    {
      command: "train lstm --quick",
      text: text(
        "Train on a novel, on poems and on sums of digits; it takes less than a minute.",
        "在小说、唐诗和数字求和上各训练一次，不到一分钟。",
      ),
    },
    {
      command: 'look lstm gates --set "text=It was a truth universally known" --set character=9',
      text: text(
        "Enter a text and see the gates of one cell at every character; choose another cell by its rank. A Chinese text is read by the model of the poems.",
        "输入一段文字，看一个记忆单元的门在每个字符处开多大，还可以换别的记忆单元。输入中文，就由写唐诗的模型来读。",
      ),
    },
    {
      command: "experiment lstm gates --quick --seeds 3",
      text: text(
        "Remove one gate at a time in small networks. Which differences remain over several seeds?",
        "在小网络上每次去掉一个门，换几个随机种子，看哪些差别还在。",
      ),
    },
    {
      command: 'sample runs/lstm --prompt "She "',
      text: text("Let the trained network continue a sentence.", "让训练好的网络接着写一句话。"),
    },
  ],
  exercise: {
    question: text(
      "Derive the gradients of the parameters of an LSTM, and analyze why they avoid vanishing.",
      "推导 LSTM 网络中参数的梯度，并分析其避免梯度消失的效果。",
    ),
    answer: text(
      "Let δ be the gradient of the loss by the cell. A step back gives δ times the forget gate, plus what arrives through the hidden state. The gradient of a gate's weights is δ times the other factor of its product, times the slope of the sigmoid function, times the inputs of the gate, summed over all steps. Since δ passes the cell without weights and without a slope of tanh, it shrinks only where the forget gate is small.",
      "记 δ 为损失对记忆单元的梯度。往回一步，δ 乘以遗忘门，再加上从隐状态传回来的部分。某个门的权重的梯度，等于 δ 乘以与这个门相乘的那个因子，乘以 Sigmoid 型函数的导数，再乘以门的输入，最后对所有时刻求和。δ 沿记忆单元往回传，既不乘权重，也不乘 tanh 的导数，只有遗忘门小的地方才会变小。",
    ),
  },
  caution: text(
    "The gradient is protected only along the cell, and only while the forget gate is nearly one: a product of many gates below one still vanishes. The gradient through the hidden state can also explode, so LSTMs are trained with gradient clipping.",
    "受到保护的只有沿记忆单元的那条路，而且遗忘门要接近一：许多小于一的数连乘，照样会消失。经过隐状态的梯度还可能爆炸，所以训练 LSTM 也要做梯度截断。",
  ),
};
