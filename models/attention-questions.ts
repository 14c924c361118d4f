/** The questions of the notes on attention and external memory, in the order of the notes. */
import type { Question } from "./question.ts";
import { text } from "./text.ts";

export const attentionQuestions: readonly Question[] = [
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
      "It weighs the context by content. Replaced by a plain average, a short window or the previous position alone, it shows what the weighing is worth.",
      "它还按内容给上下文分配权重。换成简单平均、只看近处或只看前一个位置，就知道这权重值多少。",
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
      "It keeps the scale of the states as many layers are summed up. If deep networks train only with it, and in which place it works better, an experiment measures. Probes show what the states after each layer contain.",
      "层数多了，状态一层层累加，它能稳住大小。没有它，深的网络是不是就训练不动，放在哪里更好，由实验来测。用探针可以看出每一层之后的状态里有什么。",
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
