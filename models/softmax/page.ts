/** Explanation of the softmax classifier, cross entropy and KL divergence. */
import type { Page } from "../page.ts";
import { softmaxSteps } from "../shared/structures/softmax.ts";
import { text } from "../text.ts";

export const page: Page = {
  section: text("Softmax regression", "Softmax 回归"),
  asked: text(
    "Softmax turns scores into a distribution that should come close to the true one. But what does KL divergence have to do with it?",
    "Softmax 把得分变成概率分布，让它去逼近真实的分布。可是 KL 散度又是怎么一回事？",
  ),
  short: text(
    "KL divergence measures how much longer the code for data from p gets if it is made for q instead. Cross entropy is this extra length plus the entropy of p. Training cannot change the entropy of p, so minimizing the cross entropy brings q as close to p as the model allows, in the sense of KL divergence.",
    "KL 散度量的是：数据来自 p，却按 q 来编码，平均要多花多长。交叉熵等于 p 的熵加上这段多花的长度。p 的熵训练时改不了，所以最小化交叉熵，就是让 q 在 KL 散度的意义下尽量接近 p。",
  ),
  structure: () => softmaxSteps(),
  derivation: [
    {
      formula: String.raw`q_c = \frac{\exp(s_c)}{\sum_k \exp(s_k)}`,
      text: text(
        "Exponentials make the scores positive; dividing by their sum makes them a distribution. The notes call it pθ.",
        "指数把得分变成正数，除以总和就成了概率分布，也就是笔记里的 pθ。",
      ),
      code: {
        file: "models/softmax/model.ts",
        lines:
          "const positive = scaled.sub(scaled.max(-1, { keepDims: true })).exp();\n  return positive.div(positive.sum(-1, { keepDims: true }));",
      },
    },
    {
      formula: String.raw`H(p, q) = -\sum_c p_c \log q_c`,
      text: text(
        "Cross entropy: the mean code length of data from p (in the notes pr) with a code made for q.",
        "交叉熵：数据来自 p（笔记里的 pr），按 q 编码的平均长度。",
      ),
      code: { file: "models/softmax/information.ts", lines: "crossEntropy: crossEntropy(scores, p)," },
    },
    {
      formula: String.raw`\mathrm{KL}(p \,\|\, q) = \sum_c p_c \log \frac{p_c}{q_c} = H(p, q) - H(p)`,
      text: text(
        "KL divergence: the part of this length that a code made for p would save.",
        "KL 散度：换成按 p 编码，能省下的那一段长度。",
      ),
      code: { file: "models/softmax/information.ts", lines: "divergence: klDivergence(scores.logSoftmax(), p)," },
    },
    {
      formula: String.raw`\nabla_\theta H(p, q_\theta) = \nabla_\theta \mathrm{KL}(p \,\|\, q_\theta)`,
      text: text(
        "H(p) does not depend on the parameters θ, so both losses have the same gradient.",
        "H(p) 与参数 θ 无关，所以两种损失的梯度相同。",
      ),
      code: {
        file: "models/softmax/experiments/kl.ts",
        lines: "const difference = ofEntropy.sub(ofDivergence).abs().max();",
      },
    },
    {
      formula: String.raw`\frac{\partial H(p, q)}{\partial s} = q - p`,
      text: text(
        "By the scores, this gradient is simply prediction minus target.",
        "对得分求导，梯度就是预测减去目标。",
      ),
      code: {
        file: "models/softmax/softmax.test.ts",
        lines: "assertClose(await slope.array(), [...(await softmax(scores).sub(p).array())]);",
      },
    },
  ],
  predictions: [
    {
      question: text(
        "Two classifiers start equal and see the same batches; one minimizes the cross entropy, the other the KL divergence. How far apart do their weights end?",
        "两个分类器起点相同，用的小批量也相同，一个最小化交叉熵，一个最小化 KL 散度。训练完，它们的权重相差多远？",
      ),
      experiment: "kl",
    },
    {
      question: text(
        "A density p has two peaks, and q is one Gaussian. Where does q end if KL(p‖q) is minimized, and where if KL(q‖p) is?",
        "p 有两个峰，q 只是一个高斯分布。最小化 KL(p‖q)，q 会停在哪里？最小化 KL(q‖p) 呢？",
      ),
      experiment: "directions",
    },
    {
      question: text(
        "You divide all scores by a temperature of two. What happens to the entropy of the prediction, and what to the accuracy?",
        "把所有得分都除以温度二，预测的熵怎样变？准确率呢？",
      ),
      experiment: "temperature",
    },
  ],
  changes: [
    {
      command: 'look softmax scores --set "scores=2 1 0.1" --set temperature=0.5',
      text: text(
        "Type scores of your own and follow them through exponentials, sum and quotient.",
        "输入自己的得分，看它们怎样取指数、求和、相除。",
      ),
    },
    {
      command: "train softmax --quick --set learningRate=0.1",
      text: text(
        "Train with a much larger learning rate. Does the accuracy suffer, or only the cross entropy?",
        "把学习率调大很多再训练：受影响的是准确率，还是只有交叉熵？",
      ),
    },
    {
      command: "experiment softmax kl --quick",
      text: text(
        "Compare the three kinds of targets: for which of them is the entropy of p zero?",
        "比较三种目标分布：哪一种的 p 的熵为零？",
      ),
    },
  ],
  exercise: {
    question: text(
      "Add a regularizer to softmax regression. What does it change?",
      "在 Softmax 回归的风险函数中加上正则化项，会有什么影响？",
    ),
    answer: text(
      "Softmax does not change if the same vector is added to the weights of every class, so without a regularizer the minimum is not unique. An L2 regularizer selects the solution with the smallest weights, keeps the weights finite when the classes can be separated, and makes predictions less confident.",
      "给每一类的权重加上同一个向量，Softmax 的输出不变，所以不加正则化项时最优解不唯一。加上 L2 正则化项，就从中选出权重最小的解；数据线性可分时，权重也不会趋于无穷；预测也会更保守。",
    ),
  },
  caution: text(
    "KL divergence is not a distance: exchanging p and q changes it, and it is infinite if q assigns no probability where p does.",
    "KL 散度不是距离：p 和 q 对调，值就变了；p 有概率而 q 没有的地方，它是无穷大。",
  ),
};
