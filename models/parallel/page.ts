/** Explanation of recurrences that are computed in parallel. */
import type { Page } from "../page.ts";
import { text } from "../text.ts";
import { chainAndTree } from "./structure.ts";

const recurrence = "models/parallel/recurrence.ts";

export const page: Page = {
  section: text("Gated recurrent networks (beyond the book)", "基于门控的循环神经网络（书外的进展）"),
  asked: text(
    "It matters that recurrent networks become more parallel. But a recurrence needs the previous state for the next one: where is anything parallel in it?",
    "增加 RNN 的并行能力很重要。可是循环要先有上一个状态，才能算下一个：哪里还有可以并行的地方？",
  ),
  short: text(
    "Around the recurrence, much: the sequences of a batch, the two directions of a bidirectional network, the products with the inputs of all steps. In time itself, only a linear recurrence: its steps are maps that can be composed in any grouping, so a tree replaces the chain. For that, gates must not read the state, and this costs abilities.",
    "循环的周围，可以并行的很多：同一批量里的各个序列、双向网络的两个方向、各时刻输入的矩阵乘法。时间本身，只有线性循环能并行：每一步是一个映射，映射可以随意先合并，于是链变成树。为此门不能读状态，有些能力就丢了。",
  ),
  structure: chainAndTree,
  derivation: [
    {
      formula: String.raw`z_t = \sigma(W_z x_t + b_z), \qquad \tilde{h}_t = W_h x_t + b_h`,
      text: text(
        "The gate and the candidate of minGRU read the input only, so they are computed for all steps at once.",
        "minGRU 的门和候选状态只看输入，所以各时刻可以一次算完。",
      ),
      code: { file: "models/parallel/model.ts", lines: "const z = this.gate.forward(steps).sigmoid();" },
    },
    {
      formula: String.raw`h_t = a_t \odot h_{t-1} + b_t, \qquad a_t = 1 - z_t, \quad b_t = z_t \odot \tilde{h}_t`,
      text: text(
        "What is left in time is linear in the state, with coefficients that are known in advance. Mind the gate: a one replaces the state here, and keeps it on the page of the GRU.",
        "时间上剩下的，对状态是线性的，而且系数事先就知道。注意门的方向：z 为一，在这里是换掉旧状态，在 GRU 那一页是保留旧状态。",
      ),
      code: {
        file: "models/parallel/model.ts",
        lines: "return this.#recurrence(kept, z.mul(candidate)).transpose(0, 1);",
      },
    },
    {
      formula: String.raw`(a', b') \circ (a, b) = (a' \odot a,\; a' \odot b + b')`,
      text: text(
        "Two steps in a row are again a step of this kind. Composition is associative, so neighbors may be composed first.",
        "接连两步，还是同样的一步。复合满足结合律，所以相邻的可以先合并。",
      ),
      code: {
        file: recurrence,
        lines: "return { a: later.a.mul(earlier.a), b: later.a.mul(earlier.b).add(later.b) };",
      },
    },
    {
      formula: String.raw`h_t = b_{1 \ldots t}, \qquad (a_{1 \ldots t}, b_{1 \ldots t}) = (a_t, b_t) \circ \cdots \circ (a_1, b_1)`,
      text: text(
        "A parallel scan composes all prefixes as a tree. Applied to a first state of zero, each prefix is a state.",
        "并行扫描像一棵树那样，算出所有前缀的复合。初始状态为零，每个前缀就给出一个状态。",
      ),
      code: { file: recurrence, lines: "return associativeScan(compose, { a, b }).b;" },
    },
    {
      formula: String.raw`g_t = \delta_t + a_{t+1} \odot g_{t+1}`,
      text: text(
        "The gradient by the states is a linear recurrence from the end, so it is a scan too. In the formula, the delta is the gradient by the output of the step.",
        "对状态的梯度，是从末尾往回的线性循环，所以也是一次扫描。式中的 δ 是对该时刻输出的梯度。",
      ),
      code: {
        file: recurrence,
        lines: "const g = associativeScan(compose, { a: following, b: delta }, { reverse: true }).b;",
      },
    },
  ],
  predictions: [
    {
      question: text(
        "A recurrence has thousands of steps. If as many processors as you like may help, how many steps must still wait for one another?",
        "一个循环有几千步。处理器要多少有多少，还有多少步必须一个等一个？",
      ),
      experiment: "depth",
    },
    {
      question: text(
        "One processor core, a long sequence: for which sizes of the state will the tree be faster than the plain loop?",
        "只有一个处理器核，序列很长：状态多大的时候，树会比逐步循环快？",
      ),
      experiment: "where",
    },
    {
      question: text(
        "Gates no longer read the state. Which of these can a trained network still do: keep a bit, copy symbols, count bits modulo two, follow a ball under swapped cups?",
        "门不再读状态了。训练好的网络还做得到哪些：记住一位、复制一串符号、判断奇偶、跟住杯子下面的球？",
      ),
      experiment: "price",
    },
  ],
  changes: [
    {
      command: "look parallel maps",
      text: text(
        "See a recurrence computed as a tree, with the map of every node.",
        "看循环怎样算成一棵树，每个结点是什么映射。",
      ),
    },
    {
      command: 'look parallel maps --set "factors=1 1 1 1" --set "inputs=1 1 1 1"',
      text: text("Only add: all factors are one. What do the nodes hold?", "系数全是一，只做加法，各个结点里是什么？"),
    },
    {
      command: 'look parallel maps --set "factors=-1 1 -1 -1" --set "inputs=0 0 0 0"',
      text: text(
        "Turn the sign or keep it. Which quantity of the bits do the factors compute?",
        "系数要么变号，要么不变。把变号看成一位一，这些系数相乘算出了什么？",
      ),
    },
    {
      command: "experiment parallel price --quick --seeds 3",
      text: text("Measure the price on two tasks; it takes a while.", "在两个任务上测一测代价，要等一会儿。"),
    },
  ],
  exercise: {
    question: text(
      "Composition of any functions is associative. Why, then, can a simple recurrent network with tanh not be computed by a scan?",
      "任何函数的复合都满足结合律。那么带 tanh 的简单循环网络为什么不能用并行扫描来算？",
    ),
    answer: text(
      "The scan must write down the composition of two steps. Two affine maps compose to an affine map, which again needs only a factor and a summand. The composition of two steps with tanh is no step of that kind: it needs the weights of both, and a composition of many steps needs those of all. Applying it takes as long as the steps themselves.",
      "扫描要把两步的复合写下来。两个仿射映射复合，还是仿射映射，仍然只要一个系数和一个加数。带 tanh 的两步复合起来，就不再是同样的一步了：两步的权重都得留着，很多步复合就要留下所有的权重。把它算一遍，和一步步走一样久。",
    ),
  },
  caution: text(
    "Parallel does not mean fast. A tree needs about twice the work of a loop, and a processor that already computes a whole step at once gains nothing by waiting less.",
    "能并行不等于就快。树的运算量大约是循环的两倍；处理器如果一步之内已经满负荷，少等几步也没有好处。",
  ),
};
