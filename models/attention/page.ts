/** Explanation of attention: a mixture, not a choice. */
import type { Page } from "../page.ts";
import { keyValueAttention } from "../shared/structures/attention.ts";
import { text } from "../text.ts";

export const page: Page = {
  section: text("Attention", "注意力机制"),
  asked: text(
    "All weighted values are added up into one result. How can one see which input was chosen, and why is it not simply the one with the maximum?",
    "所有值按权重加在一起，只得到一个总的结果，怎么看得出选中了谁？为什么不直接取最大的那个？",
  ),
  short: text(
    "Nothing is chosen: the result is the average of all values under the attention distribution. If one weight is close to one, the average is close to its value, and the weights show which one it is. An average lets every score receive a gradient, so that the network can learn where to look. A maximum passes none.",
    "其实没有“选中”谁：结果是在注意力分布下对所有值求的平均。哪个权重接近一，平均就接近哪个值，看权重就知道关注的是谁。求平均，每个得分都有梯度，网络才学得会往哪里看；取最大，得分就没有梯度了。",
  ),
  structure: () => keyValueAttention(),
  derivation: [
    {
      formula: String.raw`s_n = s(\boldsymbol{k}_n, \boldsymbol{q})`,
      text: text(
        "A score function compares the query with each key: additive, dot product, scaled dot product or bilinear.",
        "打分函数比较查询和每个键：加性、点积、缩放点积或双线性。",
      ),
      code: { file: "models/attention/model.ts", lines: "const scores = scoresOf(this.score, q, k).squeeze(1);" },
    },
    {
      formula: String.raw`\alpha_n = \frac{\exp(s_n)}{\sum_j \exp(s_j)}`,
      text: text(
        "Softmax makes the scores a distribution over the inputs: the attention distribution.",
        "softmax 把得分变成输入上的一个分布，即注意力分布。",
      ),
      code: { file: "models/attention/model.ts", lines: "const soft = scores.div(temperature).softmax();" },
    },
    {
      formula: String.raw`\mathrm{att}(\boldsymbol{K}, \boldsymbol{V}, \boldsymbol{q}) = \sum_n \alpha_n \boldsymbol{v}_n`,
      text: text(
        "The result is the expectation of the value under this distribution. With the keys as values, it is ordinary attention.",
        "结果是值在这个分布下的期望。键和值相同时，就是普通的软性注意力。",
      ),
      code: { file: "models/attention/model.ts", lines: "const read = weights.unsqueeze(1).matmul(v).squeeze(1);" },
    },
    {
      formula: String.raw`\frac{\partial\, \mathrm{att}}{\partial s_n} = \alpha_n \left(\boldsymbol{v}_n - \mathrm{att}\right)`,
      text: text(
        "Every score receives a gradient, unless its weight is zero or its value is the average already. Under a maximum, this derivative is zero.",
        "只要权重不为零、值又不等于平均，每个得分都有梯度。换成取最大，这个导数处处为零。",
      ),
      code: {
        file: "models/attention/attention.test.ts",
        lines: "const closed = weights.unsqueeze(-1).mul(values.sub(read)).sum(-1);",
      },
    },
    {
      formula: String.raw`\mathrm{var}\left(\boldsymbol{k}^{\mathsf T} \boldsymbol{q}\right) = d`,
      text: text(
        "For independent components of variance one, a dot product of d terms has the variance d. Divided by √d, it has the variance one.",
        "各分量独立、方差为一时，d 项相加的点积方差是 d；除以 √d，方差就是一。",
      ),
      code: {
        file: "models/attention/experiments/scores.ts",
        lines: "return { variance: scores.variance(), peak: weights.max(-1).mean(), slope };",
      },
    },
  ],
  predictions: [
    {
      question: text(
        "One network learns to read by softmax, one by the maximum. Which fraction of the scores receives a gradient in each?",
        "一个网络用 softmax 读，一个取最大值读。两者各有多少得分得到梯度？",
      ),
      experiment: "average",
    },
    {
      question: text(
        "A picture shows nine digits in nine colors, and the question names a color. How many questions can max pooling answer, and how many attention?",
        "图上有九种颜色的九个数字，问某种颜色的是几。最大汇聚能答对多少，注意力呢？",
      ),
      experiment: "picture",
    },
    {
      question: text(
        "The same vectors serve as keys and as values. At which width does recall suffer?",
        "同一组向量既当键又当值，维数小到多少，准确率才会受影响？",
      ),
      experiment: "keys",
    },
    {
      question: text(
        "A small recurrent network with attention and a large one without read sentences. Which of them knows the sentiment, and which words does its query look at?",
        "小的循环网络加注意力，大的不加，都来读句子。谁能判断情感，查询看的又是哪些词？",
      ),
      experiment: "encoder",
    },
  ],
  changes: [
    {
      command: "train attention --quick",
      text: text("Train the four score functions; it takes seconds.", "训练四种打分函数的网络，几秒钟就好。"),
    },
    {
      command: 'look attention reading --set "pairs=h3 e1 b4 x5" --set letter=b --set temperature=4',
      text: text(
        "Raise the temperature and watch the weights become equal; then ask for a letter that is not in the list.",
        "调高温度，看权重怎样变平均；再查一个列表里没有的字母。",
      ),
    },
    {
      command: "train attention --quick --set width=3",
      text: text(
        "Make keys, values and queries narrow. Which score function suffers most, and what happens to tied keys and values?",
        "把键、值和查询的维数调得很小：哪种打分函数受影响最大，键和值共用时又怎样？",
      ),
    },
    {
      command: "experiment attention anywhere --quick",
      text: text(
        "Attention is a part for any network: compare an MLP, a CNN and an RNN with and without it.",
        "注意力是一种网络部件：比一比 MLP、CNN 和 RNN 加与不加的差别。",
      ),
    },
  ],
  exercise: {
    question: text(
      "Analyze how scaled dot-product attention alleviates vanishing gradients of softmax.",
      "分析缩放点积注意力为什么可以缓解 Softmax 函数的梯度消失。",
    ),
    answer: text(
      "The derivative of softmax is a product of weights: α times one minus α on the diagonal. Scores of large variance make one weight almost one and all others almost zero, so every entry is almost zero. Dividing by √d keeps the variance of the scores at that of one component, whatever the width, so the weights stay away from zero and one at the start of training.",
      "softmax 的导数是权重的乘积，对角线上是 α 乘以（一减 α）。得分的方差一大，就有一个权重接近一、其余接近零，导数的每一项也就都接近零。除以 √d，得分的方差不再随维数变大，训练开始时权重不会贴近零或一，梯度也就不会消失。",
    ),
  },
  caution: text(
    "A weight shows where a result was read from, not why it is right. And weights always sum to one, even if nothing in the list matches the query.",
    "权重说明结果是从哪里读来的，不说明它为什么对。而且权重之和总是一，哪怕列表里没有一项和查询相符。",
  ),
};
