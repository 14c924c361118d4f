/**
 * Open questions of a student's notes on neural networks, in the order of the notes: a short answer, and the experiments
 * that measure it.
 */
import { attentionQuestions } from "./attention-questions.ts";
import type { Question } from "./question.ts";
import { text } from "./text.ts";

export const questions: readonly Question[] = [
  {
    question: text("What is KL divergence?", "KL 散度到底是什么？"),
    answer: text(
      "The mean number of additional nats that a code for q needs on data from p. It is the cross entropy minus the entropy of p, which training cannot change; so minimizing the cross entropy minimizes it.",
      "数据来自 p、却按 q 编码，平均要多用的奈特数。它等于交叉熵减去 p 的熵，而 p 的熵不受训练影响，所以最小化交叉熵就是最小化 KL 散度。",
    ),
    experiments: [
      ["softmax", "kl"],
      ["softmax", "directions"],
    ],
  },
  {
    question: text("Where is the loop of a recurrent network?", "RNN 的循环在哪里？"),
    answer: text(
      "In time, not in the picture of one moment: the hidden state of one step is an input of the next step, and all steps use the same weights.",
      "在时间上，不在某一刻的图上：这一步的隐状态是下一步的输入，每一步用的是同一组权重。",
    ),
    experiments: [["rnn", "loop"]],
  },
  {
    question: text("How does attention help an encoder and a decoder?", "编码器-解码器加上注意力，好在哪里？"),
    answer: text(
      "Without attention, all that the decoder learns about the source comes through one vector; with it, each step fetches what it needs. If the vector is too small or only hard to train, an experiment decides. The weights often show which words belong together, but not always.",
      "没有注意力，解码器只能从一个向量里知道输入；有了它，写到哪里就去取哪里。向量是装不下，还是没学会，由实验来回答。权重常能看出两边的词怎样对应，但并非总是如此。",
    ),
    experiments: [
      ["seq2seq", "alignment"],
      ["seq2seq", "lengths"],
    ],
  },
  {
    question: text("Does attention improve translations?", "注意力真的提高了翻译质量吗？"),
    answer: text(
      "That is measured: two translators are trained on the same texts, with and without attention, and compared by BLEU, for short and for long texts.",
      "这要测：同样的文本，训练两个翻译网络，一个有注意力，一个没有，再按句子长短比较 BLEU。",
    ),
    experiments: [["seq2seq", "gain"]],
  },
  {
    question: text(
      "How are the gradients of a recurrent network computed, and why do they vanish or explode?",
      "RNN 的梯度怎么算，为什么会消失或爆炸？",
    ),
    answer: text(
      "By back-propagation along the unrolled network. One step back multiplies the error by the weights of the recurrence and by the slope of the activation; the product of many such factors shrinks or grows.",
      "把网络按时间展开，照样反向传播。每往回一步，误差就乘一次循环权重和激活函数的斜率；乘的次数多了，不是越来越小，就是越来越大。",
    ),
    experiments: [
      ["bptt", "scalar"],
      ["bptt", "gradients"],
      ["bptt", "explosion"],
      ["bptt", "radius"],
      ["bptt", "jacobian"],
      ["rnn", "memory"],
    ],
  },
  {
    question: text(
      "What is lost if hidden states depend on each other only linearly, and does the state grow without end?",
      "隐状态之间只留线性关系，会丢掉什么？隐状态会不会越来越大？",
    ),
    answer: text(
      "A state that is only added up forgets the order of what it read, and a linear output cannot read parity from it. It grows without end if the summands have the same sign; otherwise they can cancel, but need not. The state of a GRU is a weighted mean of old and new, which bounds it; the memory cell of an LSTM is a sum and can keep growing. Gates of both decide by the state.",
      "状态如果只是逐步累加，就记不住先后顺序，线性的输出层也读不出奇偶。加上去的数都同号，状态就一直变大；有正有负，可能抵消，也可能照样变大。GRU 的新状态是旧状态和候选状态的加权平均，大小有限；LSTM 的记忆单元是两项之和，仍可能一直变大。两种门控都能根据状态作判断。",
    ),
    experiments: [
      ["recurrence", "lengths"],
      ["recurrence", "states"],
    ],
  },
  {
    question: text("Are recurrent networks really Turing complete?", "RNN 真的图灵完备吗？"),
    answer: text(
      "On paper, with numbers of unlimited precision and unlimited time. With floating-point numbers, the precision ends the tape. And what can be represented need not be learned.",
      "在纸上是的，前提是数的精度和时间都不受限制。换成浮点数，精度一用完，带子就到头了。能表示，也不等于能学会。",
    ),
    experiments: [
      ["turing", "stack"],
      ["turing", "counting"],
    ],
  },
  {
    question: text("How can a recurrent network compute in parallel?", "怎样让 RNN 并行起来？"),
    answer: text(
      "A linear recurrence is associative and can be computed as a tree instead of a chain. That works only if the gates do not depend on the previous state, and this costs abilities.",
      "线性循环满足结合律，可以不走链，改走树。代价是门控不能依赖前一个状态，有些能力就丢了。",
    ),
    experiments: [
      ["parallel", "depth"],
      ["parallel", "where"],
      ["parallel", "price"],
    ],
  },
  {
    question: text(
      "What happens if the update gate of a GRU is zero, and when does the state depend on the input alone?",
      "GRU 的更新门为零会怎样，什么时候状态只和当前输入有关？",
    ),
    answer: text(
      "In the convention of the textbook, an update gate of zero forgets the old state altogether. The new state still sees the old one through the candidate; it depends on the input alone if the reset gate is zero as well.",
      "按书上的写法，更新门为零就把旧状态全部忘掉。但候选状态里还留着旧状态；重置门也为零，才只和当前输入有关。",
    ),
    experiments: [
      ["gru", "update"],
      ["gru", "reset"],
      ["gru", "gates"],
    ],
  },
  {
    question: text(
      "Networks differ in structure and have many hyperparameters. What makes that hard?",
      "网络的结构差异大，超参数又多，难在哪里？",
    ),
    answer: text(
      "Hyperparameters that suit one structure need not suit another, so each network needs a search of its own. Usually few of the many hyperparameters matter much, first of all the learning rate. Random search tries a new value of each in every trial, which alone does not make it better than a grid.",
      "适合一种结构的超参数，换一种结构就不一定合适，所以每个网络都要重新找。超参数虽多，真正要紧的通常没有几个，首先是学习率。随机搜索每次试验都给每个超参数换一个新值，但单凭这一点，未必胜过网格搜索。",
    ),
    experiments: [
      ["optimizers", "structures"],
      ["optimizers", "search"],
    ],
  },
  {
    question: text(
      "Saddle points and stationary points: which are they, and must the global minimum be found?",
      "鞍点和驻点有什么区别，一定要找到全局最小值吗？",
    ),
    answer: text(
      "A stationary point is any point with gradient zero: a minimum, a maximum or a saddle point, in any dimension. For random matrices in place of the Hessian, almost all are saddle points once there are many dimensions; the Hessian of a network is not random. A low loss suffices; the global minimum is not needed.",
      "梯度为零的点都叫驻点，不管几维：它可以是极小值点、极大值点，也可以是鞍点。拿随机矩阵当海森矩阵，维数一高，几乎全是鞍点；真实网络的海森矩阵不是随机的，不能照搬。损失够低就行，不必非要全局最小值。",
    ),
    experiments: [
      ["landscape", "dimensions"],
      ["landscape", "spectrum"],
      ["landscape", "saddle"],
      ["landscape", "starts"],
    ],
  },
  {
    question: text("How should parameters be initialized?", "参数该怎样初始化？"),
    answer: text(
      "At random, so that units differ, and with a variance that keeps activations and gradients at their size from layer to layer. Zeros keep all units equal.",
      "要随机，各个单元才会不一样；方差要选得让活性值和梯度逐层既不放大也不缩小。全取零，所有单元就永远相同。",
    ),
    experiments: [
      ["initialization", "variance"],
      ["initialization", "zero"],
    ],
  },
  {
    question: text("Do residual connections smooth the landscape?", "残差连接真的让优化地形更平缓吗？"),
    answer: text(
      "They give the gradient a path that no layer shrinks. The measured landscapes and depths show how much that helps, and what else helps.",
      "它给梯度留了一条哪一层都不会削弱的路。到底平缓多少、还有什么别的办法，看实测的地形和深度。",
    ),
    experiments: [
      ["residual", "landscape"],
      ["residual", "depth"],
      ["residual", "remedies"],
    ],
  },
  {
    question: text("How does Adam adapt the learning rate?", "Adam 怎样动态调节学习率？"),
    answer: text(
      "It divides the step of each parameter by the root of its mean squared gradient, so parameters with small gradients get a large effective rate. The rate α that multiplies all steps stays a hyperparameter.",
      "它把每个参数的步长除以自己梯度平方的滑动平均再开方，梯度小的参数，有效学习率就大。乘在所有步长前面的 α 不会自动调，仍是超参数。",
    ),
    experiments: [
      ["optimizers", "adam"],
      ["optimizers", "paths"],
      ["optimizers", "schedules"],
      ["optimizers", "batch"],
    ],
  },
  {
    question: text("What is Θ in the Bayesian reading of dropout?", "暂退法的贝叶斯解释里，Θ 是什么？"),
    answer: text(
      "The random parameters of the network. Each mask gives one sample of them, one thinned network; the prediction is the average over the samples, and their spread measures how much they disagree. A large spread is a sign of doubt; a small one does not prove that the network knows.",
      "网络的参数，看成随机变量。每个掩码就是对它的一次采样，得到一个子网络；预测取各次采样的平均，分散程度说明各次的结果差多少：分散得多，把握就小；分散得少，却不能证明网络真的知道。",
    ),
    experiments: [
      ["dropout", "bayesian"],
      ["dropout", "subnetworks"],
    ],
  },
  {
    question: text(
      "Is the L2 term a fixed part of the loss, or is it weight decay?",
      "L2 正则项是损失里固定的一项，还是权重衰减？",
    ),
    answer: text(
      "Its gradient is proportional to the weights, so each step of gradient descent shrinks them: for plain gradient descent it is weight decay. With Adam the two differ, because Adam rescales the gradient of the term.",
      "它的梯度和权重成正比，梯度下降每走一步，权重就缩小一点：对普通的梯度下降，它就是权重衰减。换成 Adam 就不是了，因为 Adam 会缩放这一项的梯度。",
    ),
    experiments: [
      ["regularization", "l2-decay"],
      ["regularization", "strength"],
    ],
  },
  {
    question: text(
      "Does a larger regularization coefficient make a network more linear?",
      "正则化系数越大，网络就越接近线性吗？",
    ),
    answer: text(
      "Small weights keep tanh units in the middle of their curve, where it is almost straight. A ReLU keeps its kink at any size of the weights. In both, the coefficient restricts what can be fitted; how far, the experiment measures.",
      "权重小，tanh 单元就停在曲线中段，那里近乎直线；ReLU 的折点却和权重大小无关。两种网络里，系数限制的都是拟合能力，限制多少由实验来测。",
    ),
    experiments: [["regularization", "linearity"]],
  },
  {
    question: text("Must the norm of the weights be at most one?", "权重的范数一定要小于等于一吗？"),
    answer: text(
      "No. A bound on the norm is the same idea as a penalty, written as a constraint; the smaller the bound, the stronger the restriction. One is a convenient value; which one is good is decided on a validation set.",
      "不一定。给范数定上限，和在损失里加惩罚项是同一个想法的两种写法：上限越小，约束越强。写成一是为了方便，到底取多少，要靠验证集来选。",
    ),
    experiments: [
      ["regularization", "norms"],
      ["regularization", "strength"],
    ],
  },
  ...attentionQuestions,
];
