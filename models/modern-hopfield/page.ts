/** Explanation of the modern Hopfield network. */
import type { Page } from "../page.ts";
import { keyValueAttention } from "../shared/structures/attention.ts";
import { text } from "../text.ts";

export const page: Page = {
  section: text("Associative memory (beyond the book)", "联想记忆（书外的进展）"),
  asked: text(
    "Associative memory is said to increase the data capacity of a network. By how much, and where does the capacity come from?",
    "说联想记忆可以更好地增加网络的数据容量：到底增加多少，增加的容量从哪里来？",
  ),
  short: text(
    "The modern Hopfield network keeps every pattern as it is, and reads by attention: the state is the query, the patterns are keys and values. What one read can separate grows exponentially with the dimension. But the memory itself grows with every pattern; the capacity is not a present.",
    "现代 Hopfield 网络把每个模式原样存着，用注意力来读：状态是查询，模式既是键又是值。一次读取能分清的模式数随维数指数增长。但记忆本身也随模式一起变大，容量不是白来的。",
  ),
  structure: () => keyValueAttention(),
  derivation: [
    {
      formula: String.raw`E(\xi) = -\frac{1}{\beta} \log \sum_{i=1}^{N} \exp(\beta\, x_i^{\mathsf T} \xi) + \frac{1}{2} \xi^{\mathsf T} \xi + \frac{1}{\beta} \log N + \frac{1}{2} \max_i |x_i|^2`,
      text: text(
        "The energy: low where the state resembles a stored pattern, and never negative.",
        "能量：状态越像某个所存的模式，能量越低，且不会小于零。",
      ),
      code: {
        file: "models/modern-hopfield/model.ts",
        lines: "return ξ.square().sum(-1).mul(0.5).sub(lse).add(constant);",
      },
    },
    {
      formula: String.raw`\nabla E(\xi) = \xi - X^{\mathsf T} \operatorname{softmax}(\beta X \xi)`,
      text: text(
        "The derivative of log-sum-exp is softmax, so the slope is the state minus an average of the patterns.",
        "log-sum-exp 的导数就是 softmax，所以梯度等于状态减去模式的加权平均。",
      ),
    },
    {
      formula: String.raw`\xi' = X^{\mathsf T} \operatorname{softmax}(\beta X \xi)`,
      text: text(
        "A step of length one down the slope is the update; the energy does not rise.",
        "沿梯度的反方向走一整步，就是更新公式；能量不会上升。",
      ),
      code: { file: "models/modern-hopfield/model.ts", lines: "return weights(X, ξ, β).matmul(X);" },
    },
    {
      formula: String.raw`\operatorname{att}(q, K, V) = V^{\mathsf T} \operatorname{softmax}\Bigl(\frac{K q}{\sqrt{d}}\Bigr)`,
      text: text(
        "This is attention, if the state is the query, the patterns are keys and values, and β is one over the root of the dimension.",
        "令状态为查询，模式同时作键和值，β 取维数平方根的倒数，它就是注意力。",
      ),
      code: {
        file: "src/nn/modern-hopfield-network.ts",
        lines:
          "return attention(state, patterns, patterns, { score: (query, key) => dotScore(query.mul(beta), key) });",
      },
    },
  ],
  predictions: [
    {
      question: text(
        "You double the dimension of random patterns, from eight to sixteen. Does the number of patterns that one read recalls double?",
        "随机模式的维数从八加倍到十六，一次读取能回忆的模式数也只是加倍吗？",
      ),
      experiment: "capacity",
    },
    {
      question: text(
        "You lower the inverse temperature almost to zero. Which picture does every read return?",
        "把逆温度降到几乎为零，不管查询是什么，读出来的都是哪一张图？",
      ),
      answer: text(
        "The average of all stored pictures: with β near zero all weights are equal.",
        "所有所存图片的平均：β 接近零时，权重都相等。",
      ),
    },
    {
      question: text(
        "Which memory returns the most bits per stored number: a Hopfield network, a modern one, or a trained perceptron?",
        "平均到每个存储的数，谁取回的比特最多：经典 Hopfield 网络、现代网络，还是训练出来的多层感知机？",
      ),
      experiment: "bits",
    },
  ],
  changes: [
    {
      command: "look modern-hopfield query --set digit=3 --set beta=0.1",
      text: text(
        "Read with a small inverse temperature, then with larger ones: how many digits are mixed?",
        "先用小的逆温度读，再逐渐调大：混进了多少个数字？",
      ),
    },
    {
      command: "look modern-hopfield query --set rows=4 --set noise=0 --set stored=1437",
      text: text("Give only the upper half, and store all digits.", "只给上半张，把全部数字都存进去。"),
    },
    {
      command: "experiment modern-hopfield capacity --quick --seeds 3",
      text: text("Measure the capacity in few dimensions.", "在低维上量一量容量。"),
    },
  ],
  exercise: {
    question: text(
      "Why is the state not compared with the stored patterns by their angle to decide if a recall succeeded?",
      "判断回忆是否成功时，为什么不能只看状态与所存模式的夹角？",
    ),
    answer: text(
      "The weights favor patterns on the side of the state. Even the average of very many patterns therefore points in the direction of the state, only it is too short. The distance to the pattern shows the failure, the angle does not.",
      "权重偏向与状态同侧的模式，所以哪怕平均了非常多的模式，结果仍指向原来的方向，只是长度变短了。看距离才能发现回忆失败，看夹角发现不了。",
    ),
  },
  caution: text(
    "Nothing is learned here: storing is copying. A Transformer learns which keys and values to compute, and its context is gone after the text.",
    "这里什么也没有学，存储就是照抄。Transformer 要学的是算出怎样的键和值，而且这段文本读完，上下文也就没有了。",
  ),
};
