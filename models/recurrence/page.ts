/** Explanation of linear, additive and gated recurrences. */
import type { Page } from "../page.ts";
import { text } from "../text.ts";
import { recurrences } from "./structure.ts";

export const page: Page = {
  section: text("Long-range dependencies", "长程依赖问题"),
  asked: text(
    "If hidden states are simply added up, gradients do not vanish: why is the model weaker then? If each new term may see the hidden state, why does the state keep growing, and what do gates contribute?",
    "让隐状态直接相加，梯度就不消失了，模型为什么反而变弱？让新加的一项也看隐状态，状态为什么又越涨越大？门控补上的到底是什么？",
  ),
  short: text(
    "A linear recurrence is a sum: it remembers without end, but neither the order of the inputs nor anything that depends on its own state. With h inside of the activation function, each term can depend on what was read before, but the state has no way to forget: it tends to grow, and tanh becomes flat. Gates decide at every step how much of the old state is kept and how much of the new term enters.",
    "线性循环就是求和：它不会忘，却记不住先后顺序，也不能根据自己的状态作判断。把 h 放进激活函数，新加的一项可以看之前读过什么，但状态没有办法忘记，容易越来越大，tanh 就平了。门控每一步都决定旧状态留多少、新信息进多少。",
  ),
  structure: () => recurrences(),
  derivation: [
    {
      formula: String.raw`h_t = h_{t-1} + g(x_t) = \sum_{\tau \le t} g(x_\tau)`,
      text: text(
        "Substituted into itself, the linear recurrence is a sum over all inputs. Exchanging two inputs does not change it.",
        "一步步代进去，线性循环就是对所有输入求和；交换两个输入，和不变。",
      ),
      code: {
        file: "models/recurrence/model.ts",
        lines: "return alongTime(this.input.forward(x), (h, g) => h.add(g));",
      },
    },
    {
      formula: String.raw`\frac{\partial h_t}{\partial h_k} = I`,
      text: text(
        "One step back multiplies the gradient by the identity: it neither vanishes nor explodes. That is why one wants the linear recurrence.",
        "每往回一步，梯度只乘单位矩阵，既不消失也不爆炸。这就是想要线性循环的原因。",
      ),
    },
    {
      formula: String.raw`h_t = h_{t-1} + \tanh(U h_{t-1} + W x_t + b)`,
      text: text(
        "With h inside of the activation function, each term depends on what was read before, and so on the order.",
        "把 h 放进激活函数，每一项都依赖之前读过的内容，也就依赖先后顺序。",
      ),
      code: {
        file: "models/recurrence/model.ts",
        lines:
          'const z = projected.add(this.recurrent.forward(h));\nconst update = this.activation === "tanh" ? z.tanh() : z.sigmoid();\nreturn h.add(update.named("update"));',
      },
    },
    {
      formula: String.raw`\frac{\partial h_t}{\partial x_t} = \mathrm{diag}\bigl(1 - \tanh^2(z_t)\bigr)\, W`,
      text: text(
        "A new input counts in proportion to the slope of tanh at its net input z. A large state makes z large and the slope small: this slope is measured below.",
        "新输入能起多大作用，看 tanh 在净输入 z 处的斜率。状态大，z 就大，斜率就小；下面测的就是这个斜率。",
      ),
      code: {
        file: "models/recurrence/experiments/states.ts",
        lines: "return isLogistic ? output.mul(output.rsub(1)).mul(4) : output.square().rsub(1);",
      },
    },
    {
      formula: String.raw`c_t = f_t \odot c_{t-1} + i_t \odot g(x_t, h_{t-1})`,
      text: text(
        "Gates between zero and one multiply both terms. With both gates at one, this is the additive recurrence again; the memory cell of the LSTM computes it.",
        "两项都乘上零到一之间的门。两个门都取一，又回到累加的循环；LSTM 的记忆单元算的就是这个式子。",
      ),
      code: {
        file: "src/nn/lstm-cell.ts",
        lines: "const cell = forget.mul(before!).add(input.mul(proposed));",
      },
    },
  ],
  predictions: [
    {
      question: text(
        "Three tasks: running sums, the parity of the bits so far, repeating symbols after a delay. Which of them can a sum solve? Does a hidden layer before the output change that?",
        "三个任务：累加求和、判断到目前为止一的个数是奇是偶、隔一段时间复述符号。哪些靠求和就能做？输出前加一个隐藏层，结果会变吗？",
      ),
      experiment: "lengths",
    },
    {
      question: text(
        "Which states keep growing beyond the trained length: those of h + g(x, h) with tanh, with a logistic function, of the GRU, the memory cell of the LSTM?",
        "超出训练长度以后，哪些状态会一直变大：g 用 tanh 的 h + g(x, h)、g 用 Logistic 函数的、GRU 网络的状态、LSTM 网络的记忆单元？",
      ),
      experiment: "states",
    },
    {
      question: text(
        "The state of a GRU is z times the old state plus one minus z times the candidate. Can it leave the interval from minus one to one?",
        "GRU 的新状态等于 z 乘旧状态，加上一减 z 乘候选状态。它会超出负一到一的范围吗？",
      ),
      answer: text(
        "No, if it starts there: the candidate is a tanh, and a weighted average of two numbers of the interval stays in it. Such a state cannot count without end either.",
        "只要一开始在这个范围里，就不会：候选状态是 tanh，区间里两个数的加权平均还在区间里。正因为这样，它也不能无限地数下去。",
      ),
    },
  ],
  changes: [
    {
      command: "train recurrence --quick",
      text: text(
        "Train all recurrences on sums and parities; it takes less than a minute.",
        "在求和与判断奇偶上训练各种循环，不到一分钟就好。",
      ),
    },
    {
      command: "look recurrence bits --set bits=1011001110001011",
      text: text(
        "Type your own bits, more of them than in the training: which networks lose the parity, and whose state grows?",
        "输入你自己的一串二进制位，比训练时长一些：哪些网络的奇偶错了，谁的状态一直变大？",
      ),
    },
    {
      command: "train recurrence --quick --set hidden=4",
      text: text(
        "Give them only a few hidden units. Which task suffers first?",
        "只给很少的隐藏单元，哪个任务先做不好？",
      ),
    },
    {
      command: "experiment recurrence states --quick --seeds 3",
      text: text(
        "Watch the states grow after little training: is the order of the curves the same?",
        "训练得少一些，看状态怎样增长：曲线的次序变不变？",
      ),
    },
  ],
  exercise: {
    question: text(
      "Show that a linear recurrence h + g(x) with any output layer gives the same answer to two sequences with the same inputs in a different order.",
      "证明：线性循环 h + g(x) 不管输出层是什么，对输入相同、只是顺序不同的两个序列，最后给出的答案一样。",
    ),
    answer: text(
      "The last state is the sum of g over the inputs, and addition does not depend on the order; the output is a function of this state. Copying needs different answers to such sequences, so no output layer can rescue it. Parity needs the same answer, so that a hidden layer can help; but it must approximate a function that changes with every further one, and it has seen sums up to the trained length only.",
      "最后的状态是 g 对各输入求和，加法与顺序无关，而输出是这个状态的函数。复制任务对这样的两个序列要求不同的答案，所以换什么输出层都救不了。判断奇偶要求的答案相同，加隐藏层就有用；但它要逼近一个每多一个一就翻转的函数，而且训练时见过的总和不超过训练长度。",
    ),
  },
  caution: text(
    "Linear here means that the state enters the next one only by addition. Recurrences that multiply the state by a factor depending on the input are linear in the state too, and can weigh recent inputs more; the parallel recurrences use them.",
    "这里的线性是指状态只靠相加进入下一步。用依赖输入的系数去乘状态，对状态来说也是线性的，却可以看重最近的输入；并行的循环网络用的就是这种。",
  ),
};
