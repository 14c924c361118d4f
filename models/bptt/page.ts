/** Explanation of back-propagation through time: why gradients vanish and explode. */
import type { Page } from "../page.ts";
import { bpttUnrolled } from "../shared/structures/bptt.ts";
import { text } from "../text.ts";

export const page: Page = {
  section: text("Back-propagation through time", "随时间反向传播算法"),
  asked: text(
    "How does a gradient flow back through time in a recurrent network? Why does it vanish on the way, and sometimes explode?",
    "RNN 的梯度沿时间往回是怎么算的？为什么传着传着就消失了，有时又会爆炸？",
  ),
  short: text(
    "Unroll the network in time, and it is ordinary back-propagation through a network as deep as the sequence is long. Every step back multiplies the error term by the transposed recurrent weights and by the slopes of the activation function. If these matrices mostly shrink it, the gradient vanishes after many steps; if they stretch it, the gradient explodes.",
    "把网络按时间展开，就是普通的反向传播，序列有多长，网络就有多深。误差项每往回一步，都要乘一次循环权重 U 的转置和激活函数的斜率。这些矩阵大多使它缩小，传得远了梯度就消失；要是把它拉长，梯度就爆炸。",
  ),
  structure: () => bpttUnrolled({ magnitudes: [0.08, 0.15, 0.28, 0.53, 1] }),
  derivation: [
    {
      formula: String.raw`z_k = U h_{k-1} + W x_k + b, \qquad h_k = f(z_k)`,
      text: text(
        "The forward pass: z is the net input, f is tanh. In the code each example is a row, so the matrices are transposed and stand on the right.",
        "前向计算：z 是净输入，f 取 tanh。代码里一行是一个样本，所以矩阵要转置，写在右边。",
      ),
      code: {
        file: "models/bptt/model.ts",
        lines: "const next = before.matmul(this.U.transpose()).add(now.matmul(this.W.transpose())).add(this.b).tanh();",
      },
    },
    {
      formula: String.raw`\delta_{t,k} = \frac{\partial \mathcal{L}_t}{\partial z_k} = \mathrm{diag}\bigl(f'(z_k)\bigr)\, U^{\mathsf T} \delta_{t,k+1}`,
      text: text(
        "One step back by the chain rule: the loss depends on z only through the next net input. For tanh, the slope is one minus the square of h. The code adds the losses of all time steps on its way: e times V is the error of this step, next times U the one that comes back.",
        "链式法则往回一步：损失只能通过下一步的净输入依赖 z。tanh 的斜率等于一减去 h 的平方。代码一路上把各时刻的损失合在一起：e 乘 V 是这一步自己的误差，next 乘 U 是从后面传回来的误差。",
      ),
      code: {
        file: "models/bptt/model.ts",
        lines:
          "const delta = now.h\n.square()\n.rsub(1)\n.mul(now.e.matmul(network.V).add(next.matmul(network.U).mul(now.goesOn)));",
      },
    },
    {
      formula: String.raw`\delta_{t,k} = \Bigl(\prod_{\tau=k}^{t-1} \mathrm{diag}\bigl(f'(z_\tau)\bigr)\, U^{\mathsf T}\Bigr) \delta_{t,t}`,
      text: text(
        "Repeat it, and the error term of a distant step is a product of as many matrices as there are steps between. U is the same in all of them, but the slopes are not: the matrices differ.",
        "一步步代下去，远处的误差项就是许多矩阵的连乘，中间隔几步就乘几个。U 每次都一样，斜率却各不相同，所以这些矩阵各不相同。",
      ),
      code: {
        file: "models/bptt/products.ts",
        lines: "if (n > 1) product = times(chain[n - 1]!, product);",
      },
    },
    {
      formula: String.raw`\bigl\lVert \mathrm{diag}(f')\, U^{\mathsf T} \bigr\rVert \approx \gamma \;\Rightarrow\; \lVert \delta_{t,k} \rVert \approx \gamma^{\,t-k}\, \lVert \delta_{t,t} \rVert`,
      text: text(
        "If every step multiplies the length by about γ, the gradient vanishes for γ below one and explodes for γ above one. The code measures γ: the logarithm of the length falls or rises along a line.",
        "如果每一步大约都把长度乘 γ，那么 γ 小于一梯度消失，γ 大于一梯度爆炸。代码测的就是 γ：长度的对数随步数沿直线下降或上升。",
      ),
      code: {
        file: "models/bptt/experiments/radius.ts",
        lines: "return Math.exp((logs[0]! - logs[back]!) / back);",
      },
    },
    {
      formula: String.raw`\frac{\partial \mathcal{L}}{\partial U} = \sum_{t} \sum_{k \le t} \delta_{t,k}\, h_{k-1}^{\mathsf T}`,
      text: text(
        "All steps share U, so their contributions add up. The sum does not vanish as a whole: the near terms stay large, and only the far ones vanish. The network learns, but not from far back. The training below checks that gradients written this way equal those of automatic differentiation.",
        "各步共用 U，贡献要加起来。这个和整体并不会消失：近处的项还很大，消失的只是远处的项。网络照样在学，只是学不到远处的东西。这样手写的梯度和自动微分一致，下面训练的结果里有核对。",
      ),
      code: { file: "models/bptt/model.ts", lines: "U: outer(delta, before)," },
    },
  ],
  predictions: [
    {
      question: text(
        "Start with one tanh unit and one recurrent weight w. Sketch how the gradient changes on its way back for a w below one, and for a w above one. Does it explode?",
        "先看最简单的：一个 tanh 神经元，一个循环权重 w。w 小于一和 w 大于一时，梯度往回传会怎样变化？画一画，它会爆炸吗？",
      ),
      experiment: "scalar",
    },
    {
      question: text(
        "Now many units, and all singular values of U are above one. Must the gradient explode?",
        "换成许多神经元，U 的奇异值全都大于一。梯度一定会爆炸吗？",
      ),
      experiment: "radius",
    },
    {
      question: text(
        "A simple network, a GRU and an LSTM have learned to read a novel. Order them by the share of the gradient that is left after many steps back. Where does an LSTM stand whose forget gates started open?",
        "简单循环网络、GRU 网络和 LSTM 网络都学会了读小说。往回传许多步，按剩下的梯度排个队；遗忘门初始打开的 LSTM 网络又排在哪里？",
      ),
      experiment: "gradients",
    },
    {
      question: text(
        "One step of a trained network stretches some directions. By how much do many steps stretch them?",
        "训练好的网络，一步会把某些方向拉长。许多步连起来，会拉长多少？",
      ),
      experiment: "jacobian",
    },
    {
      question: text(
        "Without clipping and with clipping of the few largest gradients, each with its best learning rate: how much lower is the loss?",
        "不截断，和只截断最大的几个梯度，各用最合适的学习率：损失能差多少？",
      ),
      experiment: "explosion",
    },
  ],
  changes: [
    {
      command: "look bptt scalar --set w=2 --set size=1",
      text: text(
        "Turn the weight and the inputs of one unit, and watch the error terms in the unrolled network. Which weight keeps the gradient longest?",
        "调一调神经元的权重和输入，看展开图里的误差项怎样变。哪个权重让梯度留得最久？",
      ),
    },
    {
      command: "experiment bptt radius",
      text: text(
        "Measure the factor of one step for several U; it takes seconds.",
        "测一测不同的 U 每步把梯度变成几倍，几秒钟就好。",
      ),
    },
    {
      command: "train bptt --quick --set gain=1",
      text: text(
        "Start with smaller recurrent weights. How large do the gradients become without clipping?",
        "循环权重的初值取小一些，不截断时梯度最大能到多少？",
      ),
    },
    {
      command: "experiment rnn memory --quick",
      text: text(
        "A gradient that vanishes leaves a network that forgets: measure how far back the simple network and the LSTM remember.",
        "梯度消失，网络就学不到远处的东西：测一测简单循环网络和 LSTM 网络各能记住多久。",
      ),
    },
  ],
  exercise: {
    question: text(
      "Derive the gradients of a long short-term memory network, and explain how it avoids vanishing gradients.",
      "推导 LSTM 网络中参数的梯度，并分析其避免梯度消失的效果。",
    ),
    answer: text(
      "The memory cell is the forget gate times the old cell plus the input gate times the candidate state. Along the cell, one step back multiplies the gradient by the forget gate, element by element, with no matrix and no slope of tanh; the other paths lead through the gates and the hidden state. As long as a forget gate is close to one, the gradient of its cell passes almost unchanged; a gate that is half open halves it. The gradient is carried only where the network chooses to remember.",
      "记忆单元等于遗忘门乘旧的记忆单元，加上输入门乘候选状态。沿着记忆单元往回一步，梯度只按元素乘一次遗忘门，既没有矩阵，也没有 tanh 的斜率；其余的路径要经过各个门和隐状态。只要遗忘门接近一，这个单元的梯度就几乎原样传回去；门只开一半，梯度就减半。所以梯度只在网络想记住的地方留下来。",
    ),
  },
  caution: text(
    "Vanishing does not mean that the gradient of U is zero, and exploding does not mean that it points in a wrong direction. What vanishes is the influence of distant states on the loss; what explodes is the length of a step.",
    "梯度消失不是说 U 的梯度等于零，梯度爆炸也不是说方向错了。消失的是远处的状态对损失的影响，爆炸的是一步的长度。",
  ),
};
