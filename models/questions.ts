/**
 * Open questions of a student's notes on neural networks, in the order of the notes: a short answer, and the experiments
 * that measure it.
 */
import { type Text, text } from "./text.ts";

export interface Question {
  readonly question: Text;
  readonly answer: Text;
  /** Experiments that answer it, each as the id of a system and the name of an experiment. */
  readonly experiments: readonly (readonly [id: string, experiment: string])[];
}

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
      "Without attention, one vector must hold the whole source. With it, each step of the decoder fetches what it writes about, and its weights align the two texts.",
      "没有注意力，整个输入要挤进一个向量。有了它，解码器写到哪里就去取哪里，权重就把两边的词对齐了。",
    ),
    experiments: [
      ["seq2seq", "alignment"],
      ["seq2seq", "lengths"],
    ],
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
      "A linear recurrence cannot decide by its own state, so it fails at tasks such as parity. If each step only adds to the state, it keeps growing; gates both bound it and bring decisions back.",
      "线性循环不能根据自己的状态作判断，奇偶校验一类的任务就做不了。每一步只往上加，状态就一直变大；门控既能限住它，又把判断能力补了回来。",
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
      "Hyperparameters that suit one structure do not suit another, so each network needs a search of its own. Usually few of the many hyperparameters matter much, first of all the learning rate. Random search tries a new value of each in every trial.",
      "适合一种结构的超参数，换一种结构就不一定合适，所以每个网络都要重新找。超参数虽多，真正要紧的通常没有几个，首先是学习率。随机搜索每次试验都给每个超参数换一个新值。",
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
      "A stationary point is any point with gradient zero: a minimum, a maximum or a saddle point, in any dimension. In many dimensions most of them are saddle points. A low loss suffices; the global minimum is not needed.",
      "梯度为零的点都叫驻点，不管几维：它可以是极小值点、极大值点，也可以是鞍点。维数高了，驻点大多是鞍点。损失够低就行，不必非要全局最小值。",
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
      "The random parameters of the network. Each mask gives one sample of them, one thinned network; the prediction is the average over the samples, and their spread tells how sure it is.",
      "网络的参数，看成随机变量。每个掩码就是对它的一次采样，得到一个子网络；预测取各次采样的平均，它们的分散程度说明有多大把握。",
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
      "Attention adds everything up: which value was chosen, and why not the maximum?",
      "注意力最后把各项都加起来了，到底选了哪个？为什么不直接取最大的？",
    ),
    answer: text(
      "None was chosen: the result is a mixture. A maximum passes no gradient to the scores, so nothing would teach the network where to look. A low temperature comes close to a choice and stays trainable.",
      "哪个都没选，结果是混合。取最大值，梯度传不到得分上，网络就学不会该看哪里。把温度降低，就接近选一个，而且还能训练。",
    ),
    experiments: [
      ["attention", "average"],
      ["attention", "steps"],
    ],
  },
  {
    question: text("Which score functions are there?", "打分函数有哪几种？"),
    answer: text(
      "Additive, dot product, scaled dot product and bilinear. The dot product of wide vectors has a large variance, which makes softmax steep; dividing by the square root of the width undoes that.",
      "加性、点积、缩放点积和双线性。向量越宽，点积的方差越大，softmax 就越陡；除以宽度的平方根，正好抵消。",
    ),
    experiments: [["attention", "scores"]],
  },
  {
    question: text(
      "Hard attention is discrete and has no gradient: what does reinforcement learning change?",
      "硬性注意力是离散的，没有梯度，强化学习怎么解决？",
    ),
    answer: text(
      "A place is drawn from a distribution whose probabilities are continuous in the parameters. The expected reward has a gradient, which can be estimated from the draws; a baseline reduces its variance.",
      "看哪里是按一个分布抽的，抽到的位置离散，概率却随参数连续变化。奖励的期望就有梯度，用抽样可以估计；减去基线，方差就小了。",
    ),
    experiments: [
      ["hard-attention", "discrete"],
      ["hard-attention", "variance"],
      ["hard-attention", "glimpses"],
    ],
  },
  {
    question: text("Why is attention stronger with separate keys and values?", "键和值分开，注意力为什么更强大？"),
    answer: text(
      "A key says what a place is found by, a value what it holds. One vector for both must satisfy two demands at once; wide vectors can, narrow ones cannot.",
      "键管“凭什么找到”，值管“里面有什么”。共用一个向量，就要同时满足两种要求：向量够宽还行，窄了就顾不过来。",
    ),
    experiments: [["attention", "keys"]],
  },
  {
    question: text("Why does a pointer network not add up what it attends to?", "指针网络为什么不需要加权汇总？"),
    answer: text(
      "Its answer is a place in the input, and the attention distribution over the places is already that answer. A sum would mix the inputs and lose the place.",
      "它要的答案就是输入里的一个位置，注意力分布已经是这个答案。加权求和会把输入混在一起，位置就丢了。",
    ),
    experiments: [["pointer", "sum"]],
  },
  {
    question: text(
      "Can attention relieve a recurrent encoder, so that it serves several tasks?",
      "注意力能让 RNN 编码器变简单，还同时服务多个任务吗？",
    ),
    answer: text(
      "The encoder then only has to represent each word; a query of the task decides which words count. How far that goes is measured beside a large encoder without attention.",
      "编码器只管把每个词表示好，哪些词要紧，由任务的查询来定。能省到什么程度，和不用注意力的大编码器放在一起测。",
    ),
    experiments: [
      ["attention", "encoder"],
      ["attention", "anywhere"],
    ],
  },
  {
    question: text("Is attention just looking at the context?", "注意力就是看上下文吗？"),
    answer: text(
      "It weighs the context by content. Replaced by a plain average, a short window or the previous word alone, it shows what the weighing is worth.",
      "它还按内容给上下文分配权重。换成简单平均、只看近处或只看前一个词，就知道这权重值多少。",
    ),
    experiments: [["transformer", "context"]],
  },
  {
    question: text("Whose query is q in self-attention?", "自注意力里的 q 是谁的？"),
    answer: text(
      "The word's own: a learned matrix turns each word vector into its query. Row n of the attention matrix holds the weights that assemble the vector of word n, and the word itself is one of the words weighed.",
      "是词自己的：一个学出来的矩阵把每个词向量变成它的查询。注意力矩阵的第 n 行就是拼出第 n 个词的表示所用的权重，其中也有它自己。",
    ),
    experiments: [
      ["self-attention", "query"],
      ["self-attention", "outside"],
      ["self-attention", "context"],
    ],
  },
  {
    question: text(
      "Does layer normalization allow more layers, and what do the layers add?",
      "层归一化能使层更深吗？一层层迭代添了什么？",
    ),
    answer: text(
      "It keeps the scale of the states, so that sums over many layers stay trainable; its place matters. Probes show what the states after each layer contain.",
      "它稳住状态的大小，层数多了也还训练得动；放在哪里也要紧。用探针可以看出每一层之后的状态里有什么。",
    ),
    experiments: [
      ["transformer", "depth"],
      ["transformer", "layers"],
      ["transformer", "positions"],
    ],
  },
  {
    question: text("What does an external memory store?", "外部记忆里一般存什么？"),
    answer: text(
      "What belongs to the present case: the sentences of this story, the symbols just read. What holds for all cases is in the weights. Printing, freezing and editing slots shows it.",
      "存眼下这件事的内容：这个故事的句子、刚读到的符号。放之四海皆准的知识在权重里。把记忆打印出来、冻住、改掉一格，就看得清楚。",
    ),
    experiments: [
      ["memory-network", "store"],
      ["memory-network", "reading"],
    ],
  },
  {
    question: text("How does a Turing machine become differentiable?", "图灵机怎样变成可微分的？"),
    answer: text(
      "The tape becomes a matrix of slots, and the head a distribution over them, found by content and moved by shifts. Reading is a weighted sum, writing erases and adds by weight, so the loss has a gradient by every choice.",
      "带子变成由许多片段组成的矩阵，读写头变成片段上的分布：按内容寻址，再按移动量平移。读是加权求和，写是按权重擦除再加上，于是损失对每个选择都有梯度。",
    ),
    experiments: [
      ["ntm", "machine"],
      ["ntm", "heads"],
      ["ntm", "addressing"],
      ["turing", "stack"],
    ],
  },
  {
    question: text(
      "Does associative memory enlarge the capacity of a network?",
      "联想记忆真的能增加网络的数据容量吗？",
    ),
    answer: text(
      "A Hopfield network stores patterns in proportion to its units, a modern one exponentially many in the dimension, but it keeps the patterns themselves. Counted per stored number, the comparison is fair.",
      "Hopfield 网络能存的模式数与单元数成正比；现代 Hopfield 网络随维数指数增长，但它把模式本身都存着。要公平，就按每个存下的数能想起多少来算。",
    ),
    experiments: [
      ["modern-hopfield", "bits"],
      ["hopfield", "capacity"],
      ["bam", "capacity"],
      ["modern-hopfield", "capacity"],
    ],
  },
];
