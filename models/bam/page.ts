/** Explanation of the bidirectional associative memory. */
import type { Page } from "../page.ts";
import { text } from "../text.ts";
import { bidirectionalMemory } from "./structure.ts";

export const page: Page = {
  section: text("Associative memory: auto- and hetero-association", "联想记忆：自联想与异联想"),
  asked: text(
    "Associative memory is either auto-associative or hetero-associative. What is the difference, and what is the second kind good for?",
    "联想记忆分自联想和异联想，两者有什么区别？异联想有什么用？",
  ),
  short: text(
    "An auto-associative memory restores a pattern from a part of itself; a hetero-associative one recalls a different pattern that was stored with it, as a name with a face. The bidirectional associative memory does both at once: two layers, one matrix, read forth and back. If the second pattern is a class, the memory is a classifier.",
    "自联想是由部分想起整体：输入和输出是同一个模式。异联想是由此及彼：看到一张脸，想起一个名字。双向联想记忆用一个矩阵连接两层，来回读，两者兼有。如果第二个模式是类别，它就是一个分类器。",
  ),
  structure: bidirectionalMemory,
  derivation: [
    {
      formula: String.raw`W = \sum_{p} x^{(p)} \bigl(y^{(p)}\bigr)^{\mathsf T}`,
      text: text(
        "The Hebb rule stores pairs: units that agree are connected.",
        "Hebb 规则存储成对的模式：取值相同的神经元，连接加强。",
      ),
      code: {
        file: "models/bam/model.ts",
        lines:
          "return xs[0]!.map((_, i) => ys[0]!.map((_y, j) => xs.reduce((sum, x, p) => sum + x[i]! * ys[p]![j]!, 0)));",
      },
    },
    {
      formula: String.raw`y \leftarrow \operatorname{sign}(W^{\mathsf T} x), \qquad x \leftarrow \operatorname{sign}(W y)`,
      text: text(
        "One matrix for both directions. All units of a layer change at once, because they are not connected with each other.",
        "两个方向用同一个矩阵。层内没有连接，所以一层的神经元可以同时更新。",
      ),
      code: {
        file: "src/nn/bidirectional-associative-memory.ts",
        lines: "return { first, second: signOr(first.matmul(this.weight), second) };",
      },
    },
    {
      formula: String.raw`E(x, y) = -x^{\mathsf T} W y`,
      text: text("The energy of a pair of states.", "一对状态的能量。"),
      code: {
        file: "models/bam/model.ts",
        lines: "return -x.reduce((sum, xi, i) => sum + xi * dot(W[i]!, y), 0);",
      },
    },
    {
      formula: String.raw`\Delta E = -\sum_j (y_j' - y_j) \bigl(W^{\mathsf T} x\bigr)_j \le 0`,
      text: text(
        "Each unit takes the sign of its factor, so no term is positive: every half of a sweep lowers the energy or keeps it.",
        "每个神经元都取自己那个因子的符号，所以每一项都不为正：每半轮能量只降不升。",
      ),
    },
  ],
  predictions: [
    {
      question: text(
        "The first layer has many units, the second has few. Which one limits how many pairs rest?",
        "第一层神经元多，第二层神经元少，能稳定存多少对，受哪一层限制？",
      ),
      experiment: "capacity",
    },
    {
      question: text(
        "In a Hopfield network, updating all units at once can raise the energy. Why not here?",
        "Hopfield 网络同时更新所有神经元，能量可能上升；这里为什么不会？",
      ),
      answer: text(
        "Only one layer changes at a time, and its units are not connected with each other. So no product of two changes appears in the energy.",
        "每次只更新一层，同一层的神经元之间没有连接，能量里不会出现两个变化量的乘积。",
      ),
    },
    {
      question: text(
        "You store every training digit with its class. Is the memory better or worse than the nearest class mean?",
        "把每个训练数字和它的类别存成一对，拿来分类，比最近均值好还是差？",
      ),
      experiment: "classifier",
    },
  ],
  changes: [
    {
      command: "look bam pair --set letter=B --set rows=5",
      text: text("Show only the upper rows of a letter.", "只给字母的上面几行。"),
    },
    {
      command: "look bam pair --set letter=B --set pairs=8",
      text: text("Store more pairs: does the letter still recall its digit?", "多存几对，这个字母还能想起它的数字吗？"),
    },
    {
      command: "experiment bam capacity --quick --seeds 3",
      text: text("Change the size of the second layer.", "改变第二层的大小。"),
    },
  ],
  exercise: {
    question: text(
      "Show that a Hopfield network is a bidirectional memory whose two layers are the same.",
      "说明 Hopfield 网络可以看作两层相同的双向联想记忆。",
    ),
    answer: text(
      "Store each pattern with itself: the matrix is then symmetric, the Hebb rule of the Hopfield network. If both layers have the same state, a pass is an update of all units at once. The energy is twice that of the Hopfield network without biases, up to a constant from the diagonal.",
      "让每个模式与自己配对，矩阵就是对称的，正是 Hopfield 网络的 Hebb 规则。两层状态相同时，读一次就是同时更新所有神经元。能量是无偏置 Hopfield 网络的两倍，只差对角线带来的一个常数。",
    ),
  },
  caution: text(
    "A state at rest need not be a stored pair: the inverse of every pair rests as well, and so do mixtures.",
    "稳定下来的状态不一定是存过的一对：每一对的反相同样稳定，混合出来的状态也可能稳定。",
  ),
};
