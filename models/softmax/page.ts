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
    "KL divergence measures how much longer the code gets on average if data from p are encoded with a code designed for q. Cross entropy is this extra length plus the entropy of p. Training cannot change the entropy of p, so minimizing the cross entropy brings q as close to p as the model allows, in the sense of KL divergence.",
    "KL 散度衡量的是：数据服从 p，却用为 q 设计的编码，平均码长要多出多少。交叉熵就是 p 的熵加上多出的这一段。p 的熵训练时改不了，所以最小化交叉熵，就是让 q 在 KL 散度的意义下尽量接近 p。",
  ),
  structure: () => softmaxSteps({ scores: [2, 1, -0.5], target: [0, 1, 0] }),
  derivation: [
    {
      formula: String.raw`q_c = \frac{\exp(s_c)}{\sum_k \exp(s_k)}`,
      text: text(
        "Exponentials make the scores positive; dividing by their sum makes them a distribution. The textbook writes pθ for this prediction.",
        "指数把得分变成正数，除以总和就成了概率分布，书中记作 pθ。",
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
        "Cross entropy: the mean code length of data from p (pr in the textbook) with a code designed for q. Logarithms are natural, so the unit is the nat.",
        "交叉熵：数据服从 p（书中记作 pr），用为 q 设计的编码，平均码长是多少。对数取自然对数，单位是奈特。",
      ),
      code: { file: "models/softmax/information.ts", lines: "crossEntropy: crossEntropy(scores, p)," },
    },
    {
      formula: String.raw`\mathrm{KL}(p \,\|\, q) = \sum_c p_c \log \frac{p_c}{q_c} = H(p, q) - H(p), \qquad H(p) = -\sum_c p_c \log p_c`,
      text: text(
        "KL divergence: the part of this length that a code designed for p would save; H(p) is the entropy of p, the length of that code.",
        "KL 散度：换成为 p 设计的编码，能省下的那一段；H(p) 是 p 的熵，也就是这种编码的平均码长。",
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
        "With respect to the scores, the gradient is simply prediction minus target.",
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
        "Two classifiers start from the same weights and see the same batches; one minimizes the cross entropy, the other the KL divergence. How far apart do their weights end up?",
        "两个分类器起点相同，用的小批量也相同，一个最小化交叉熵，一个最小化 KL 散度。训练完，它们的权重相差多远？",
      ),
      answer: text(
        "Only rounding errors apart: H(p) is a constant, so both losses have the same gradient everywhere, and every update is the same.",
        "几乎不差，只有舍入误差：H(p) 是常数，两种损失的梯度处处相同，每一步更新也就相同。",
      ),
    },
    {
      question: text(
        "A density p has two peaks, and q is one Gaussian. Where does q end up when KL(p‖q) is minimized, and where when KL(q‖p) is?",
        "p 有两个峰，q 只是一个高斯分布。最小化 KL(p‖q)，q 会停在哪里？最小化 KL(q‖p) 呢？",
      ),
      experiment: "directions",
    },
    {
      question: text(
        "You divide all scores by two (a temperature of two). What happens to the entropy of the prediction, and what to the accuracy?",
        "把所有得分都除以二（也就是温度为二），预测的熵怎样变？准确率呢？",
      ),
      answer: text(
        "The entropy grows, because the distribution becomes flatter. The ranking of the classes stays the same, and so does the accuracy.",
        "熵变大，因为分布更平了；各类的排名不变，准确率也就不变。",
      ),
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
      command: 'look softmax divergence --set "p=0.7 0.2 0.1" --set "q=0.2 0.2 0.6"',
      text: text(
        "Type two distributions and compare both KL divergences. Which class makes the larger one large? What happens if q is zero where p is not?",
        "输入两个分布，比较两个方向的 KL 散度：大的那个，是哪一类造成的？把 q 的某一类改成零，而 p 不为零，会怎样？",
      ),
    },
    {
      command: "train softmax --quick --set learningRate=0.1",
      text: text(
        "Train with a learning rate that is more than thirty times the usual one. Does the accuracy suffer, or only the cross entropy?",
        "把学习率调到平时的三十多倍再训练：受影响的是准确率，还是只有交叉熵？",
      ),
    },
    {
      command: "experiment softmax kl --quick",
      text: text(
        "Compare the three kinds of targets: for which of them is the entropy of p zero?",
        "三种目标分布 p 中，哪一种的熵为零？",
      ),
    },
  ],
  exercise: {
    question: text(
      "Add a regularizer to softmax regression. What does it change?",
      "在 Softmax 回归的风险函数中加上正则化项，会有什么影响？",
    ),
    answer: text(
      "Softmax does not change if the same vector is added to the weights of every class, so without a regularizer the minimum is not unique. An L2 regularizer makes the solution unique (the weights of the classes then add up to zero), keeps the weights finite when the classes can be separated, and makes predictions less confident.",
      "给每一类的权重加上同一个向量，Softmax 的输出不变，所以不加正则化项时最优解不唯一。加上 L2 正则化项，最优解就唯一了（各类的权重之和为零）；数据线性可分时，权重也不会趋于无穷；预测也会更保守。",
    ),
  },
  caution: text(
    "KL divergence is not a distance: swapping p and q changes its value, and it is infinite if q assigns no probability where p does.",
    "KL 散度不是距离：p 和 q 对调，值就变了；p 有概率而 q 没有的地方，它是无穷大。",
  ),
};
