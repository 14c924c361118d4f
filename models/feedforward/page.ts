/** Explanation of feed-forward networks: acyclic graphs with parameters on their edges. */
import type { Page } from "../page.ts";
import { branchedNetwork } from "../shared/structures/branched.ts";
import { text } from "../text.ts";

export const page: Page = {
  section: text("Feed-forward networks", "前馈神经网络"),
  asked: text(
    "A feed-forward network is a directed acyclic graph. Where are its parameters, and why must there be no cycle?",
    "前馈网络是一张有向无环图。参数在图的哪里，又为什么不能有环？",
  ),
  short: text(
    "Nodes are values, edges are the functions between them, and the parameters belong to the edges. Without a cycle, the nodes can be ordered so that each comes after all that it reads. One pass in this order computes the output; one pass backward computes the gradient. A chain of layers is the simplest such graph, not the only one.",
    "结点是值，边是值与值之间的函数，参数就在边上。没有环，就能给结点排队，每个都排在它要读的结点之后：顺着走一遍算出输出，倒着走一遍算出梯度。一层接一层的链只是最简单的一种图。",
  ),
  structure: () => branchedNetwork(),
  comparison: {
    question: text(
      "Feed-forward, fully connected, multi-layer perceptron, BP network: are these the same?",
      "前馈网络、全连接网络、多层感知机、BP 网络，说的是一回事吗？",
    ),
    columns: [
      text("name", "名称"),
      text("what it says about the connections", "对连接的要求"),
      text("what it says about training", "对训练的要求"),
      text("what is not one", "反例"),
    ],
    rows: [
      [
        text("feed-forward network", "前馈网络"),
        text("no cycle; skip connections are allowed", "没有环，可以有跨层连接"),
        text("nothing", "不作要求"),
        text("a recurrent network", "循环神经网络"),
      ],
      [
        text("fully connected network", "全连接网络"),
        text("each unit of a layer reads all units of the layer before", "每个神经元都读前一层的所有神经元"),
        text("nothing", "不作要求"),
        text("a convolutional network", "卷积网络"),
      ],
      [
        text("multi-layer perceptron", "多层感知机"),
        text(
          "a chain of fully connected layers, with an activation function after each hidden layer",
          "全连接层连成的链，每个隐藏层之后有激活函数",
        ),
        text("nothing", "不作要求"),
        text("the network of this page, which branches", "本页的网络，它有分支"),
      ],
      [
        text("BP network", "BP 网络"),
        text("no cycle; usually a multi-layer perceptron is meant", "没有环，通常指多层感知机"),
        text("back-propagation and gradient descent", "反向传播加梯度下降"),
        text("the same network with weights set by hand", "权重手工设定的同一个网络"),
      ],
    ],
  },
  derivation: [
    {
      formula: String.raw`h_1 = \operatorname{ReLU}(W_1 x + b_1)`,
      text: text("The wide branch: one layer with many units.", "宽支路：一层，单元多。"),
      code: { file: "models/feedforward/model.ts", lines: "const first = this.wide.forward(x).relu();" },
    },
    {
      formula: String.raw`h_2 = \operatorname{ReLU}\bigl(W_3 \tanh(W_2 x + b_2) + b_3\bigr)`,
      text: text("The deep branch: two narrow layers, one after another.", "深支路：两个窄的层，一前一后。"),
      code: {
        file: "models/feedforward/model.ts",
        lines: "const second = this.deep2.forward(this.deep1.forward(x).tanh()).relu();",
      },
    },
    {
      formula: String.raw`z = W_o \begin{bmatrix} h_1 \\ h_2 \end{bmatrix} + b_o + W_s x`,
      text: text(
        "Both branches are joined; the skip connection leads past them to the output. The residual connection of a residual network is a skip connection, too, usually without weights.",
        "两条支路拼在一起；跨层连接绕过它们，直接通到输出。残差网络的残差连接（直连边）也是一种跨层连接，只是通常不带权重。",
      ),
      code: {
        file: "models/feedforward/model.ts",
        lines:
          "const logits = this.output.forward(branches);\n    return skip ? logits.add(this.skip.forward(x)) : logits;",
      },
    },
    {
      formula: String.raw`\operatorname{rank}(v) = \max_{(u, v)} \operatorname{rank}(u) + 1`,
      text: text(
        "A node can be computed once all that it reads is there. If at some point nothing is ready, there is a cycle.",
        "一个结点要读的都有了，它才能算。如果走到某一步，谁都没准备好，就说明有环。",
      ),
      code: {
        file: "models/feedforward/ranks.ts",
        lines: "const ready = left.filter((node) => !waiting.has(node));",
      },
    },
  ],
  predictions: [
    {
      question: text(
        "Three data sets: two sides of a line, exclusive or, and a board of nine fields. For which of them is the skip connection alone enough?",
        "三组数据：直线的两边、异或、九格棋盘。哪一组单用跨层连接就够了？",
      ),
      experiment: "ways",
    },
    {
      question: text(
        "How many steps does the longest path from the input to the output take, and how many the skip connection?",
        "从输入到输出，最长的路径要走几步，跨层连接走几步？",
      ),
      experiment: "order",
    },
  ],
  changes: [
    {
      command: 'look feedforward order --set "edges=x>a a>b b>c c>a"',
      text: text("Type a graph of your own and add an edge that closes a cycle.", "输入自己的图，再加一条边让它成环。"),
    },
    {
      command: "experiment feedforward ways --quick --seeds 3",
      text: text(
        "Train for a shorter time: on which data does the order of the ways change?",
        "训练得短一些：在哪组数据上，各条路的名次变了？",
      ),
    },
    {
      command: "train feedforward --quick --set epochs=2",
      text: text(
        "Train for two epochs only. Which data set suffers more, the wines or the penguins?",
        "只训练两个回合。葡萄酒和企鹅，哪组数据变差得多？",
      ),
    },
  ],
  exercise: {
    question: text(
      "Design a feed-forward network that solves exclusive or with two hidden units.",
      "设计一个只有两个隐藏单元的前馈网络，解决异或问题。",
    ),
    answer: text(
      "With inputs that are zero or one, let the first unit compute ReLU of the sum of both inputs, and the second one ReLU of this sum minus one. The output is the first minus twice the second: zero if both inputs are equal, one if they differ.",
      "输入取零或一。第一个单元对两个输入之和取 ReLU，第二个单元对“和减一”取 ReLU；输出等于第一个减去第二个的两倍。两个输入相同时得零，不同时得一。",
    ),
  },
  caution: text(
    "No cycle does not mean a chain, and it says nothing about training. Without a cycle there is also no state: the same input always gives the same output, whatever was read before.",
    "没有环，不等于一条链，也不管怎样训练。没有环，网络就没有状态：不管之前读过什么，同样的输入总得到同样的输出。",
  ),
};
