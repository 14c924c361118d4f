/** Explanation of the Hopfield network. */
import type { Page } from "../page.ts";
import { hopfieldNetwork } from "../shared/structures/hopfield.ts";
import { text } from "../text.ts";

export const page: Page = {
  section: text("Associative memory: Hopfield networks", "基于神经动力学的联想记忆：Hopfield 网络"),
  asked: text(
    "Associative memory is said to let a network hold more data. Where in an auto-associative network are the data, and how do they come back?",
    "都说联想记忆能让网络存下更多数据。自联想网络里，数据存在哪里，又是怎样取出来的？",
  ),
  short: text(
    "They are in the weights. Storing a pattern makes it a valley of the energy, and recall is descent: from a damaged copy, each update lowers the energy until the state rests, best at the stored pattern. Only as many valleys fit as the weights can keep apart.",
    "数据存在权重里。存一个模式，就是在能量的地形上挖一个谷；回忆就是下坡：从一个损坏的模式出发，每次更新能量都不升，直到停在谷底，最好正是所存的模式。能挖多少个互不干扰的谷，受权重限制。",
  ),
  structure: () => hopfieldNetwork(),
  derivation: [
    {
      formula: String.raw`w_{ij} = \sum_{n=1}^{N} x_i^{(n)} x_j^{(n)}, \qquad w_{ii} = 0`,
      text: text(
        "The Hebb rule: units that agree in a pattern get a positive connection. The book divides by N, which changes no sign.",
        "Hebb 规则：在模式里取值相同的两个神经元，连接就加强。书中还除以 N，不影响符号。",
      ),
      code: { file: "src/nn/hebbian.ts", lines: "return first.transpose().matmul(second);" },
    },
    {
      formula: String.raw`s_i \leftarrow \operatorname{sign}\Bigl(\sum_j w_{ij} s_j + b_i\Bigr)`,
      text: text(
        "Recall updates one unit after another, until none changes any more.",
        "回忆时一次更新一个神经元，直到谁都不再改变。",
      ),
      code: {
        file: "models/hopfield/model.ts",
        lines: "const z = netInput(network, s, unit);\n    s[unit] = Math.sign(z) || before;",
      },
    },
    {
      formula: String.raw`E = -\frac{1}{2} \sum_{i,j} w_{ij} s_i s_j - \sum_i b_i s_i`,
      text: text(
        "The energy of a state. Pairs that agree with their connection lower it.",
        "一个状态的能量：两个神经元的取值与连接相符，能量就低。",
      ),
      code: { file: "models/hopfield/model.ts", lines: "sum - 0.5 * si * dot(W[i]!, s) - b[i]! * si" },
    },
    {
      formula: String.raw`\Delta E = -(s_i' - s_i)\Bigl(\sum_j w_{ij} s_j + b_i\Bigr) \le 0`,
      text: text(
        "If only one unit changes, all terms without it cancel. The symmetric weights give the factor, and both factors have the same sign.",
        "只有一个神经元改变，与它无关的项都消掉；权重对称，剩下的正是这个乘积。两个因子同号，所以能量不升。",
      ),
      code: { file: "src/nn/hopfield-network.ts", lines: "const change = after.sub(before).mul(z).neg();" },
    },
    {
      formula: String.raw`W = X^{\mathsf T} (X X^{\mathsf T})^{-1} X`,
      text: text(
        "The projection rule: every stored pattern is its own net input, even if the patterns resemble each other.",
        "投影规则：每个所存模式的净输入正是它自己，哪怕模式之间很像。",
      ),
      code: {
        file: "src/nn/hebbian.ts",
        lines: "return [weights.add(r.unsqueeze(1).mul(r).mul(share)), null];",
      },
    },
  ],
  predictions: [
    {
      question: text(
        "You update all units at the same time instead of one after another. Can the energy rise?",
        "如果不是逐个更新，而是所有神经元同时更新，能量会不会上升？",
      ),
      experiment: "energy",
    },
    {
      question: text(
        "You store more and more random patterns. Do recalls get worse little by little, or all at once?",
        "不断存入随机模式，回忆的质量是一点一点变差，还是突然垮掉？",
      ),
      experiment: "capacity",
    },
    {
      question: text(
        "You store a pattern of black and white. Which other picture is certainly a state at rest, too?",
        "存了一个黑白图案，还有哪一张图案必定也是稳定状态？",
      ),
      answer: text(
        "Its inverse. Without biases, exchanging the signs of all states leaves every product of two states, and so the energy, as it is.",
        "它的反相。没有偏置时，所有状态同时变号，两两乘积不变，能量也不变。",
      ),
    },
  ],
  changes: [
    {
      command: "look hopfield damaged --set picture=3 --set flipped=14 --set rule=hebb",
      text: text(
        "Damage a digit and see the valley into which it falls. Then change the rule to projection.",
        "弄坏一个数字，看它落到哪个谷里；再把规则换成 projection。",
      ),
    },
    {
      command: 'look hopfield damaged --set "stored=1 7 9" --set picture=7 --set hidden=4',
      text: text("Store other digits, and erase half of the picture.", "换几个数字来存，擦掉半张图片。"),
    },
    {
      command: "experiment hopfield spurious --quick --seeds 3",
      text: text("Count the spurious states of small networks.", "数一数小网络里有多少伪状态。"),
    },
  ],
  exercise: {
    question: text(
      "Prove that the energy of a Hopfield network does not rise when one unit is updated, and find where the proof uses each condition.",
      "证明：Hopfield 网络更新一个神经元时能量不会上升；并指出每个条件用在了哪里。",
    ),
    answer: text(
      "Let only unit i change. Terms without it cancel in the difference. By symmetry, its row and its column contribute equally, which removes the factor of one half; without self-connections, no term has the square of the changed state. What remains is minus the change of the state times the net input. The new state has the sign of the net input, so the product is not negative. If several units change at once, products of two changes remain, and their sign is free.",
      "设只有神经元 i 改变。相减后，与它无关的项全部消掉；权重对称，它所在的行和列贡献相等，抵消了系数二分之一；没有自身连接，所以没有平方项。剩下的就是负的“状态变化乘以净输入”。新状态取净输入的符号，乘积不为负，能量不升。如果几个神经元同时改变，还会剩下两个变化量的乘积，符号就不一定了。",
    ),
  },
  caution: text(
    "The energy falls to the nearest valley, not to the lowest one, and rest proves nothing: spurious states rest as well as memories.",
    "能量只会降到附近的谷底，不一定是最低的谷；停下来也不说明回忆对了，伪状态同样是稳定的。",
  ),
};
