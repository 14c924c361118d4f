/** Explanation of the neural Turing machine. */
import type { Page } from "../page.ts";
import { turingMachine } from "../shared/structures/turing-machine.ts";
import { text } from "../text.ts";

export const page: Page = {
  section: text("Neural Turing machines", "神经图灵机"),
  asked: text(
    "What is it good for to make a Turing machine differentiable? How can a head that moves over slots be trained by gradients at all?",
    "把图灵机变成可微分的有什么用？读写头在片段之间移动，怎么能用梯度来训练？",
  ),
  short: text(
    "A head does not stand at one slot: it has a weight for every slot, and reads and writes all of them a little. The weights depend smoothly on the controller, so the loss has a gradient by every move. From examples alone, the machine learns where to write, when to go back and where to read: a small program over its memory.",
    "读写头不是停在一个片段上，而是给每个片段一个权重，每个片段都读一点、写一点。权重随控制器的输出连续变化，损失就能对移动求梯度。只看例子，它就能学会写在哪里、什么时候回头、从哪里读：这是一段操作记忆的小程序。",
  ),
  structure: () => turingMachine(),
  derivation: [
    {
      formula: String.raw`w_i = \mathrm{softmax}_i\big(\beta \cos(k, M_i)\big), \qquad w \leftarrow g\, w + (1 - g)\, w_{t-1}`,
      text: text(
        "By content: a key is compared with every slot, as in attention; the strength β decides how sharply. The gate g interpolates between this and the last weights: with g near zero, the head ignores contents.",
        "按内容寻址：和注意力机制一样，用键与每个片段比较，强度 β 决定有多集中。再用门 g 在它和上一步的权重之间插值：g 接近零时，读写头不看内容。",
      ),
      code: {
        file: "src/nn/memory-addressing.ts",
        lines: "content.mul(gate).add(previous.mul(gate.rsub(1)))",
      },
    },
    {
      formula: String.raw`w_i \leftarrow \sum_j s_j\, w_{i - j}, \qquad w_i \leftarrow \frac{w_i^{\gamma}}{\sum_j w_j^{\gamma}}`,
      text: text(
        "By location: a distribution s over the moves shifts the weights to neighboring slots, which makes them blurred. The exponent γ sharpens them again.",
        "按位置寻址：移动的分布 s 把权重移到相邻的片段，权重会变模糊；再用指数 γ 锐化。",
      ),
      code: {
        file: "src/nn/memory-addressing.ts",
        lines:
          "const moved = shifts.chunk(count, -1).map((share, k) => rolled(weights, (((k - middle) % n) + n) % n).mul(share));",
      },
    },
    {
      formula: String.raw`M_t = M_{t-1} \odot (1 - w_t e_t^{\mathsf T}) + w_t a_t^{\mathsf T}`,
      text: text(
        "The write head first erases, with the vector e between zero and one, then adds the vector a. Both happen at a slot in proportion to its weight.",
        "写头先用取值在零到一之间的向量 e 擦除，再加上向量 a。权重多大，就擦多少、写多少。",
      ),
      code: {
        file: "models/ntm/model.ts",
        lines: "const { memory, weights: written } = this.writing.forward(h, state.memory, state.written);",
      },
    },
    {
      formula: String.raw`r_t = M_t^{\mathsf T} v_t, \qquad y_t = \sigma(W [h_t, r_t] + b)`,
      text: text(
        "The read head has weights v of its own. What it reads goes into the output, and into the controller at the next step.",
        "读头有自己的权重 v。读出的内容用来给出输出，下一步还送回控制器。",
      ),
      code: {
        file: "models/ntm/model.ts",
        lines: "const { read: rows, weights: visited } = this.reading.forward(h, memory, state.visited);",
      },
    },
    {
      formula: String.raw`h_t = \mathrm{controller}(x_t, r_{t-1})`,
      text: text(
        "The controller is an LSTM or a feed-forward network. Time is one loop, so that neither the parameters nor the program grow with the sequence.",
        "控制器可以是 LSTM，也可以是前馈网络。时间是一个循环：序列再长，参数和程序都不会变大。",
      ),
      code: {
        file: "models/ntm/model.ts",
        lines: "from ?? this.initial(x.shape[0]!),",
      },
    },
  ],
  predictions: [
    {
      question: text(
        "A machine has seen a sequence and is about to copy it. You overwrite the slot of the third vector. What changes in the copy?",
        "机器看完一个序列，正要复制。这时你改写第三个向量所在的片段，复制的结果会变在哪里？",
      ),
      experiment: "edit",
    },
    {
      question: text(
        "A machine and an LSTM of as many parameters have learned to copy short sequences. Which of them copies sequences twice as long?",
        "神经图灵机和参数一样多的 LSTM 都只学过复制短序列。序列长一倍，谁还能复制？",
      ),
      experiment: "lengths",
    },
    {
      question: text(
        "Without shifts, a head can only find slots by their contents. Can it still write into blank slots one after another?",
        "没有移动，读写头只能按内容找片段。片段都是空白的，它还能一个一个往下写吗？",
      ),
      experiment: "addressing",
    },
    {
      question: text(
        "The number of slots doubles after the training. Which parameters have to be added?",
        "训练以后，记忆片段增加一倍，要增加哪些参数？",
      ),
      answer: text(
        "None, because the memory is constant at the start: heads compare and shift in the same way, however many slots there are.",
        "一个也不用：初始记忆是常数，不管有多少片段，比较和移动的办法都一样。",
      ),
    },
  ],
  changes: [
    {
      command: "train ntm --quick",
      text: text("Train a machine to copy short sequences; it takes seconds.", "训练它复制短序列，几秒钟就好。"),
    },
    {
      command: 'look ntm steps --set "word=LONDON" --set place=1 --set "character=W"',
      text: text(
        "Type a word, and edit one slot before it is copied. Follow the heads over the slots.",
        "输入一个词，复制之前改写一个片段；看读写头怎样在片段之间移动。",
      ),
    },
    {
      command: "train ntm --quick --set shifts=1",
      text: text("Take the shifts away: does it still learn to copy?", "不许移动：还学得会复制吗？"),
    },
    {
      command: "train ntm --quick --set slots=6",
      text: text(
        "Give it fewer slots than a sequence has vectors. What does it do?",
        "片段比序列里的向量还少，它会怎么办？",
      ),
    },
  ],
  exercise: {
    question: text(
      "A single read costs time in proportion to the number of slots. Where does this come from, and what would a real Turing machine pay?",
      "读一次记忆，花的时间与片段数成正比。这是为什么？真正的图灵机读一次要多少时间？",
    ),
    answer: text(
      "The weighted sum visits all slots, even those with a weight of almost zero: this is the price of a gradient by every move. A Turing machine reads one cell, whatever the length of the tape, but its move is a choice without a gradient. Hard attention makes this choice too, and is trained by reinforcement learning.",
      "加权求和要走遍所有片段，哪怕权重几乎为零：这是让每个移动都有梯度的代价。图灵机每次只读一格，与纸带长短无关，但它的移动是一个选择，没有梯度。硬性注意力也是选择，要用强化学习来训练。",
    ),
  },
  caution: text(
    "A machine can represent a program without finding it: the training depends on the learning rate, the sizes and the seed. So the full training takes the first of a few starts that also copies validation sequences of up to twice the trained length. Nothing forces the learned program to be the intended one, so test it on longer sequences and by editing its memory.",
    "能表示一段程序，不等于能学到它：学不学得会，要看学习率、规模和随机种子。所以完整的训练会从几个起点中，取第一个连两倍长的验证序列也能复制的。学到的程序也不一定是想要的那一个，所以要拿更长的序列、用改写记忆的办法来检验。",
  ),
};
