/** Explanation of self-attention: queries, keys and values of the words themselves. */
import type { Page } from "../page.ts";
import { keyValueAttention } from "../shared/structures/attention.ts";
import { text } from "../text.ts";

export const page: Page = {
  section: text("Self-attention models", "自注意力模型"),
  asked: text(
    "In attention, q comes from outside. In self-attention, q is supposed to be the word itself: who supplies it, and what does a word look at?",
    "注意力里的 q 要从外面给；到了自注意力，q 就是词自己：那它是谁给的，一个词又在看什么？",
  ),
  short: text(
    "Three learned matrices turn the vector of each word into a query, a key and a value. The query of a word is compared with the keys of all words, itself included; the softmax of these scores weighs the values. Row n of the attention matrix holds the weights of word n, and the weighted sum is its representation in context.",
    "三个学出来的矩阵，把每个词的向量变成查询、键和值。一个词的查询和所有词（包括自己）的键打分，经 softmax 得到权重，再对值加权求和。注意力矩阵的第 n 行就是第 n 个词的权重，加权和就是它的上下文表示。",
  ),
  structure: () => keyValueAttention(),
  derivation: [
    {
      formula: String.raw`Q = X W_q, \qquad K = X W_k, \qquad V = X W_v`,
      text: text(
        "Queries, keys and values all come from the same words. In code, the three matrices are one, so that one product suffices.",
        "查询、键、值都来自同一句话。代码里三个矩阵合成一个，一次乘法就够了。",
      ),
      code: {
        file: "src/nn/head-projections.ts",
        lines: "const product = inputs[first]!.matmul(weight.transpose());",
      },
    },
    {
      formula: String.raw`\alpha_{nm} = \operatorname{softmax}_m\Bigl(\frac{q_n^{\mathsf T} k_m}{\sqrt{D_k}}\Bigr)`,
      text: text(
        "Row n of the attention matrix: how much word n takes from each word m. Each row sums to one.",
        "注意力矩阵的第 n 行：第 n 个词从各个词那里取多少。每一行加起来等于一。",
      ),
      code: {
        file: "models/self-attention/model.ts",
        lines: "return layer.selfAttn.weights(H, H, { mask });",
      },
    },
    {
      formula: String.raw`h_n = \sum_m \alpha_{nm}\, v_m`,
      text: text(
        "The representation of word n in context, assembled by hand from a row and the values.",
        "第 n 个词的上下文表示：用这一行的权重和各词的值，手工拼出来。",
      ),
      code: {
        file: "models/self-attention/experiments/query.ts",
        lines: "return words.reduce((sum, _, m) => sum + weights![row + m]! * values![m * width + i]!, 0);",
      },
    },
    {
      formula: String.raw`(c_n + p_n)^{\mathsf T} W_q^{\mathsf T} W_k (c_m + p_m) = cc + cp + pc + pp`,
      text: text(
        "With positions added to the contents, each score has four terms: contents with contents, contents with positions, and so on.",
        "内容加上位置以后，每个得分展开成四项：内容对内容、内容对位置、位置对内容、位置对位置。",
      ),
      code: {
        file: "models/self-attention/model.ts",
        lines: "return queries!.flatMap((q) => keys!.map((k) => q.matmul(k.transpose()).mul(scale)));",
      },
    },
  ],
  predictions: [
    {
      question: text(
        "The words of a sentence are shuffled, and no positions are added. How do the vectors of the words change?",
        "把句子里的词打乱，又不加位置编码，各个词的表示会怎么变？",
      ),
      answer: text(
        "Not at all: each word keeps its vector, at its new place. The weighted sum does not depend on the order.",
        "不变：每个词的表示跟着它走到新位置。加权求和与顺序无关。",
      ),
    },
    {
      question: text(
        "Each position must name the symbol before it. How often does the network succeed with positions, and how often without?",
        "让每个位置说出它前一个符号。有位置编码能对多少，没有又能对多少？",
      ),
      experiment: "order",
    },
    {
      question: text(
        "How large is the weight of a word on itself: more or less than an equal share?",
        "一个词给自己的权重有多大，比平均分多还是少？",
      ),
      experiment: "query",
    },
    {
      question: text(
        "Instead of each word's own query, one query from outside asks for all words. How many tags remain correct?",
        "不让每个词自己查询，改成所有词共用一个外来的查询。还能标对多少？",
      ),
      experiment: "outside",
    },
    {
      question: text(
        "A word is used as a noun here and as a verb there. Where do its vectors move from layer to layer?",
        "同一个词，这里是名词，那里是动词。一层层下来，它们的表示会怎样分开？",
      ),
      experiment: "context",
    },
  ],
  changes: [
    {
      command: "experiment self-attention cost",
      text: text(
        "First guess, then run: on your machine, is self-attention ever faster than a recurrence of the same width?",
        "先猜一猜，再运行：在你的机器上，宽度相同的自注意力什么时候比循环快？",
      ),
    },
    {
      command: 'look self-attention matrix --set "sentence=The old man the boats ."',
      text: text(
        "Type a sentence in which a word is ambiguous, and see which words it attends to (train first).",
        "输入一个有歧义的句子，看那个词在看哪些词（要先训练）。",
      ),
    },
    {
      command: "experiment self-attention heads --quick --seeds 3",
      text: text(
        "Remove the heads one by one from a briefly trained network: which layer matters more?",
        "从训练很短的网络里逐个去掉头：哪一层更要紧？",
      ),
    },
  ],
  exercise: {
    question: text(
      "Analyze the computational complexity of self-attention, convolution and recurrence over a sequence.",
      "分析自注意力、卷积和循环处理一个序列的计算复杂度。",
    ),
    answer: text(
      "With length n and width d, self-attention takes about n squared times d operations for its scores and one sequential step. A convolution with kernel size k takes about k times n times d squared, and one step. A recurrence takes about n times d squared, and n steps. So while n is smaller than d, the scores cost less than a recurrence; the projections of queries, keys and values, about as much as four products of a recurrence, come on top.",
      "序列长 n、宽 d：自注意力的打分约需 n 的平方乘 d 次运算，只要一步；卷积核大小为 k 的卷积约需 k 乘 n 乘 d 的平方，也是一步；循环约需 n 乘 d 的平方，但要走 n 步。所以 n 小于 d 时，打分比循环省；不过算查询、键、值和输出还要四次投影，和循环的矩阵乘法一样贵。",
    ),
  },
  caution: text(
    "Self-attention alone has no order and no nonlinearity between the values: positions and the feed-forward network supply both.",
    "自注意力本身没有顺序，对值也只是线性相加：顺序靠位置编码，非线性靠前馈网络。",
  ),
};
