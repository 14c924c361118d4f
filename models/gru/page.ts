/** Explanation of the gated recurrent unit. */
import type { Page } from "../page.ts";
import { gruCell } from "../shared/structures/gru.ts";
import { text } from "../text.ts";

const model = "models/gru/model.ts";

export const page: Page = {
  section: text("Gated recurrent units", "门控循环单元网络"),
  asked: text(
    "A GRU has a vector z between zero and one, and sometimes a second one, r. What happens at the ends: z zero, z one, r zero?",
    "GRU 里有个取值在零到一之间的 z，有时还有一个 r。它们取到头会怎样：z 为零、z 为一、r 为零？",
  ),
  short: text(
    "z divides the new state between the old one and a candidate. At one the old state stays; at zero the candidate replaces it. But the candidate itself looks at the old state, through r: only if z and r are both zero does the state depend on the current input alone.",
    "z 决定新状态里旧状态和候选状态各占多少：为一，旧状态原样保留；为零，全部换成候选状态。可是候选状态本身也会透过 r 去看旧状态，所以 z 和 r 都为零，状态才只和当前输入有关。",
  ),
  structure: () => gruCell(),
  derivation: [
    {
      formula: String.raw`z_t = \sigma(W_z x_t + U_z h_{t-1} + b_z)`,
      text: text(
        "The update gate. One keeps the old state, as in the textbook, in PyTorch and in the first paper (Cho et al.). Another paper of the same year (Chung et al.) has it the other way round.",
        "更新门。一表示保留旧状态，书上、PyTorch 和最早的论文（Cho 等）都这样写；同年的另一篇论文（Chung 等）正好反过来。",
      ),
      code: { file: model, lines: `const z = gate(xz.add(hz), fixedZ).named("z");` },
    },
    {
      formula: String.raw`r_t = \sigma(W_r x_t + U_r h_{t-1} + b_r)`,
      text: text("The reset gate, computed in the same way with its own weights.", "重置门，算法相同，权重是自己的。"),
      code: { file: model, lines: `const r = gate(xr.add(hr), fixedR).named("r");` },
    },
    {
      formula: String.raw`\tilde{h}_t = \tanh(W_h x_t + U_h (r_t \odot h_{t-1}) + b_h)`,
      text: text(
        "The candidate state sees the old state through r. The slope of tanh is one at zero, that of a logistic function a quarter, so tanh passes more of the gradient; where it saturates, neither passes any.",
        "候选状态透过 r 看旧状态。tanh 在零点的斜率是一，Logistic 函数只有四分之一，所以 tanh 传回的梯度多一些；一旦饱和，两个都传不动。",
      ),
      code: { file: model, lines: "const candidate = xh.add(this.candidate.forward(r.mul(h))).tanh();" },
    },
    {
      formula: String.raw`h_t = z_t \odot h_{t-1} + (1 - z_t) \odot \tilde{h}_t`,
      text: text(
        "A weighted mean of the old state and the candidate. It replaces three things of the LSTM: forget gate, input gate, and the separate cell.",
        "旧状态和候选状态的加权平均。LSTM 里的遗忘门、输入门和单独的记忆单元，都由这一步代替。",
      ),
      code: { file: model, lines: "const next = z.mul(h).add(z.rsub(1).mul(candidate));" },
    },
    {
      formula: String.raw`\frac{\partial h_t}{\partial h_{t-1}} = \mathrm{diag}(z_t) + \cdots`,
      text: text(
        "Where z is nearly one, the gradient passes back almost unchanged; the dots stand for the paths through the gates and the candidate. The experiment computes the whole derivative.",
        "z 接近一的地方，梯度几乎原样传回去；省略号是经过两个门和候选状态的路径。实验里算的是全部的导数。",
      ),
      code: {
        file: "models/gru/experiments/reset.ts",
        lines: "const [slope] = grad(state.mul(direction).sum(), [x]);",
      },
    },
  ],
  predictions: [
    {
      question: text(
        "The task is to add the first two digits of a sequence. Sketch the accuracy against the length for z fixed at zero, at one, at a value in between, and for a learned z.",
        "任务是求序列前两位数字之和。画一画准确率随长度的变化：z 固定为零、固定为一、固定在中间，以及由网络学习。",
      ),
      experiment: "update",
    },
    {
      question: text(
        "The reset gate is fixed at zero, and z is learned. Can the network still remember the first two digits?",
        "重置门固定为零，z 由网络学习。网络还记得住前两位数字吗？",
      ),
      experiment: "reset",
    },
    {
      question: text(
        "CO₂ rises every year and has a season. Which forecast will be best: a GRU, a simple recurrent network, or the value of a year earlier plus the yearly growth?",
        "CO₂ 浓度逐年上升，又有季节变化。哪种预测最准：GRU、简单循环网络，还是一年前的值加上每年的增长？",
      ),
      experiment: "forecast",
    },
  ],
  changes: [
    {
      command: "train gru --quick",
      text: text("Train the forecasters and the sums; it takes seconds.", "训练预测网络和数字求和，几秒钟就好。"),
    },
    {
      command: "look gru season --set growth=5",
      text: text(
        "Give the series a growth that the network has never seen. Does the forecast follow?",
        "给序列一个网络从没见过的增长，预测跟得上吗？",
      ),
    },
    {
      command: 'look gru season --set "season=0 0 0 0 0 0 0 0 0 0 0 0" --set growth=0',
      text: text("Take the season away. Does the network still forecast one?", "去掉季节变化，网络还会预测出季节吗？"),
    },
    {
      command: "experiment mlp activations --quick",
      text: text(
        "The candidate uses tanh, the gates use the logistic function. Draw both slopes: which is steeper at zero, and how far from zero is either still useful?",
        "候选状态用 tanh，门用 Logistic 函数。把两条导数曲线画出来：在零点哪个更陡，离零点多远就都传不动了？",
      ),
    },
    {
      command: "experiment gru update --quick --seeds 3",
      text: text("Fix the update gate on short sequences.", "在短序列上固定更新门，看看结果。"),
    },
  ],
  exercise: {
    question: text(
      "Derive the gradients of the parameters of a GRU, and analyze why they avoid vanishing.",
      "推导 GRU 网络中参数的梯度，并分析其避免梯度消失的效果。",
    ),
    answer: text(
      "Let δ be the gradient of the loss by the state. The candidate receives δ times one minus z, and its net input that times one minus the square of the candidate. The update gate receives δ times the difference of the old state and the candidate, times z times one minus z. The old state receives δ times z directly, and more through the two gates and the candidate. The direct part has no weights and no slope, so the gradient is kept where z is nearly one.",
      "记 δ 为损失对状态的梯度。候选状态得到 δ 乘以（一减 z），它的净输入再乘以（一减候选状态的平方）。更新门的净输入得到 δ 乘以（旧状态减候选状态），再乘以 z 和（一减 z）。旧状态直接得到 δ 乘以 z，另外还有经过两个门和候选状态的部分。直接的这部分既没有权重，也没有激活函数的斜率，所以 z 接近一的地方，梯度就保得住。",
    ),
  },
  caution: text(
    "Papers and libraries differ in two details: which end of z keeps, and whether r is applied before or after the matrix U. The diagram shows the layer of Hebb, which applies it after; the code on this page applies it before, as in the textbook.",
    "论文和程序库有两处写法不同：z 的哪一头表示保留，重置门乘在矩阵 U 之前还是之后。图上画的是 Hebb 自带的层，乘在之后；本页的代码和书上一样，乘在之前。",
  ),
};
