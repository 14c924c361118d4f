/** Explanation of the Turing completeness of recurrent networks: a stack in one number, and its limits. */
import type { Page } from "../page.ts";
import { twoStacks } from "../shared/structures/two-stacks.ts";
import { text } from "../text.ts";

export const page: Page = {
  section: text("Computational power of recurrent networks", "循环神经网络的计算能力"),
  asked: text(
    "A recurrent network is said to be Turing complete. Where in the network is the tape?",
    "都说循环神经网络是图灵完备的。可是带子在网络的哪里？",
  ),
  short: text(
    "In the digits of one number. A tape is two stacks, left and right of the head, and a stack is a number: to push a symbol, divide and add a digit; to pop it, multiply and subtract. Units with a piecewise linear activation do this exactly, if numbers have as many digits as needed. Floating-point numbers have few.",
    "在一个数的数位里。带子就是读写头左右的两个栈，一个栈就是一个数：压入一个符号，就除一下再加一个数位；弹出，就乘一下再减掉。激活函数是分段线性的单元能精确地做到，只要数位要多少有多少。浮点数的数位却很少。",
  ),
  structure: () => twoStacks(),
  derivation: [
    {
      formula: String.raw`s = \sum_{i=1}^{n} c_i\, 4^{-i}, \qquad c_i \in \{1, 3\}`,
      text: text(
        "The stack as a number in base four: the top is the first digit. The digits one and three leave a gap between them, so that the top can be read.",
        "栈写成一个四进制数，栈顶是第一个数位。数位只用一和三，中间留出空隙，栈顶才读得出来。",
      ),
      code: { file: "models/turing/model.ts", lines: "static readonly shift = [1 / 4, 3 / 4, -1, -2, -3, 0];" },
    },
    {
      formula: String.raw`s \leftarrow \tfrac{1}{4} s + \tfrac{1}{4} c`,
      text: text("Push: a quarter of the number, plus the new digit.", "压入：数变成四分之一，再加上新的数位。"),
      code: { file: "models/turing/model.ts", lines: "static readonly slope = [1 / 4, 1 / 4, 4, 4, 4, 1];" },
    },
    {
      formula: String.raw`s \leftarrow \sigma(4s - 1) - \sigma(4s - 2) + \sigma(4s - 3)`,
      text: text(
        "Pop: four times the number minus its first digit, whichever it is, by three saturated units.",
        "弹出：数乘以四，减掉第一个数位；不论是哪个数位，三个饱和单元就能做到。",
      ),
      code: { file: "models/turing/model.ts", lines: "static readonly v = [1, 1, 1, -1, 1, 1];" },
    },
    {
      formula: String.raw`\text{top}(s) = \sigma(4s - 2), \qquad \sigma(x) = \min(\max(x, 0), 1)`,
      text: text("The top is read from the first digit.", "栈顶从第一个数位读出。"),
      code: { file: "models/turing/model.ts", lines: "return saturated(stack.mul(4).sub(2));" },
    },
    {
      formula: String.raw`\boldsymbol{h}_t = \sigma(U \boldsymbol{h}_{t-1} + W \boldsymbol{x}_t + \boldsymbol{b})`,
      text: text(
        "All of it is one step of a simple recurrent network with weights set by hand.",
        "这一切就是简单循环网络的一步，只是权重是手工设的。",
      ),
      code: {
        file: "models/turing/model.ts",
        lines:
          "h\n            .matmul(this.recurrent.transpose(0, 1))\n            .add(now.matmul(this.input.transpose(0, 1)))\n            .add(this.bias),",
      },
    },
  ],
  predictions: [
    {
      question: text(
        "A number in single precision has two dozen binary digits. How many symbols does the stack hold?",
        "单精度的数有二十几个二进制位。栈里能放多少个符号？",
      ),
      experiment: "stack",
    },
    {
      question: text(
        "Small networks are trained to write as many letters b as there were letters a. Up to which number do a simple network, a GRU and an LSTM count?",
        "训练小网络写出和 a 一样多的 b。简单循环网络、GRU 网络、LSTM 网络各能数到多少？",
      ),
      experiment: "counting",
    },
  ],
  changes: [
    {
      command: "look turing program --set program=1010101010101-------------",
      text: text(
        "Type a program of pushes and pops, and find one that the network gets wrong.",
        "输入一串压入和弹出，找一个网络会出错的程序。",
      ),
    },
    {
      command: "train turing --quick --set trained=5",
      text: text(
        "Train the counters on short strings only. How far do they count then?",
        "只用短串训练。这样能数到多少？",
      ),
    },
    {
      command: "experiment turing counting --quick --seeds 3",
      text: text(
        "Repeat the counting with short trainings and several seeds: how much do the seeds differ?",
        "用很短的训练和几个随机种子重做计数：不同随机种子之间相差多少？",
      ),
    },
  ],
  exercise: {
    question: text(
      "Why does the stack use the digits one and three of base four, and not zero and one of base two?",
      "栈为什么用四进制的一和三，而不用二进制的零和一？",
    ),
    answer: text(
      "With zero and one, an empty stack and a stack of zeros are the same number, and a top of one followed by nothing lies arbitrarily close to a top of zero followed by ones. The gap lets a continuous function read the top.",
      "用零和一，空栈和全是零的栈是同一个数；而且栈顶是一、下面全空，与栈顶是零、下面全是一，两个数可以任意接近。留出空隙，连续函数才读得出栈顶。",
    ),
  },
  caution: text(
    "That a network can represent a machine says nothing about whether training finds it. The neural Turing machine therefore keeps its tape outside, in a memory with learned reading and writing.",
    "网络能表示一台机器，不等于训练找得到它。所以神经图灵机把带子放在外面，用学出来的读写去操作记忆。",
  ),
};
