/** Explanation of the loss landscape: stationary points, their kinds, and what training makes of them. */
import type { Page } from "../page.ts";
import { stationaryPoints } from "../shared/structures/stationary.ts";
import { text } from "../text.ts";

export const page: Page = {
  section: text("Difficulties of optimization", "网络优化的难点"),
  asked: text(
    "The loss of a network is not convex. Must one find the global minimum, and what are saddle points and stationary points?",
    "神经网络的损失不是凸函数。一定要找到全局最小值，也就是全局最优解吗？鞍点和驻点又是什么？",
  ),
  short: text(
    "A stationary point is a point where the gradient is zero, whether there are two weights or a million. The Hessian decides which kind it is: a minimum if all eigenvalues are positive, a maximum if all are negative, and a saddle point if there are both signs. If some are zero and the others agree, it does not decide. If curvature were random, almost all stationary points of many weights would be saddle points, which gradient descent leaves. Different minima classify about equally well, so the global one is not needed.",
    "梯度为零的点就是驻点，不管是两个权重还是一百万个。它是哪一种，由海森矩阵决定：特征值全是正的就是极小值点，全是负的就是极大值点，有正有负是鞍点；有零、其余同号，光看它还判断不了。假如曲率是随机的，权重一多，驻点几乎都是鞍点，而梯度下降能离开鞍点。不同的极小值点分得差不多准，所以不必非要全局最小值。",
  ),
  structure: () => stationaryPoints(),
  derivation: [
    {
      formula: String.raw`\mathcal{L}(\theta + \varepsilon v) \approx \mathcal{L}(\theta) + \varepsilon\, v^{\top} \nabla \mathcal{L}(\theta) + \tfrac{1}{2} \varepsilon^2\, v^{\top} H v`,
      text: text(
        "Around any point, the gradient tells the slope and the Hessian the curvature. At a stationary point only the curvature remains.",
        "在任何一点附近，梯度给出斜率，海森矩阵给出弯曲程度。到了驻点，就只剩弯曲程度了。",
      ),
      code: {
        file: "models/landscape/planes.ts",
        lines: "return (before - 2 * here + after) / distance ** 2;",
      },
    },
    {
      formula: String.raw`\mathcal{L}(w_1, w_2) = \tfrac{1}{2} (1 - w_1 w_2)^2, \qquad H(0, 0) = \begin{pmatrix} 0 & -1 \\ -1 & 0 \end{pmatrix}, \quad \lambda = \mp 1`,
      text: text(
        "The smallest network with a saddle point has two weights. At zero the gradient vanishes, and one eigenvalue is negative: two dimensions are enough.",
        "最小的有鞍点的网络只有两个权重。在零点梯度为零，有一个特征值是负的：两维就有鞍点了。",
      ),
      code: { file: "models/landscape/saddle.ts", lines: "const mixed = 2 * w1 * w2 * xx - xy;" },
    },
    {
      formula: String.raw`w_{t+1} = w_t - \alpha H w_t \quad\Rightarrow\quad (v^{\top} w_{t+1}) = (1 - \alpha \lambda)(v^{\top} w_t)`,
      text: text(
        "Near a saddle point, gradient descent multiplies each eigendirection by its own factor. A negative eigenvalue gives a factor above one: the descent moves away faster and faster.",
        "在鞍点附近，梯度下降把每个特征方向各乘一个倍数。特征值为负，倍数就大于一，离开得越来越快。",
      ),
      code: {
        file: "models/landscape/escape.ts",
        lines: "return (sum + Math.sqrt(sum ** 2 - 4 * momentum)) / 2;",
      },
    },
    {
      formula: String.raw`\Delta t = \frac{\ln 10}{\ln(1 + \alpha |\lambda|)}`,
      text: text(
        "So a start ten times as close to the saddle point costs a fixed number of updates more.",
        "所以起点离鞍点近十倍，只多走固定的几步。",
      ),
      code: {
        file: "models/landscape/escape.ts",
        lines: "return Math.log(10) / Math.log(growth(way, curvature));",
      },
    },
    {
      formula: String.raw`H v \approx \frac{\nabla \mathcal{L}(\theta + \varepsilon v) - \nabla \mathcal{L}(\theta)}{\varepsilon}`,
      text: text(
        "The Hessian of a large network is never written down. Products with vectors are enough to compute its extreme eigenvalues by the Lanczos method, and automatic differentiation computes them exactly.",
        "网络大了，海森矩阵写不下。只要会算它与向量的乘积，就能用 Lanczos 法求出两端的特征值；自动微分能把乘积精确算出来。",
      ),
      code: {
        file: "models/landscape/curvature.ts",
        lines: "const ritz = await lanczos(product, { size, steps, vectors: true });",
      },
    },
  ],
  predictions: [
    {
      question: text(
        "Curvatures are drawn at random. Which fraction of the stationary points are saddle points in one dimension, in two, and in ten?",
        "曲率随机抽取。一维、二维和十维时，驻点里鞍点各占多少？",
      ),
      experiment: "dimensions",
    },
    {
      question: text(
        "Training continues until the gradient is zero. Is the Hessian then free of negative eigenvalues?",
        "一直训练到梯度为零。这时海森矩阵还有没有负的特征值？",
      ),
      experiment: "spectrum",
    },
    {
      question: text(
        "A descent starts ten times as close to a saddle point. Does it stay ten times as long?",
        "起点离鞍点近十倍，停留的时间也长十倍吗？",
      ),
      experiment: "saddle",
    },
    {
      question: text(
        "The same network is trained from ten starts. How much do the test errors differ?",
        "同一个网络从十个起点训练。测试集错误率会差多少？",
      ),
      experiment: "starts",
    },
  ],
  changes: [
    {
      command: "look landscape point --set w1=0.8 --set w2=1.25",
      text: text(
        "Find a stationary point of every kind that this loss has. Is there a maximum?",
        "把这个损失有的几种驻点都找出来。有极大值点吗？",
      ),
    },
    {
      command: "look landscape plane --set span=0.5",
      text: text(
        "Look at the loss around your own trained network. Change the random directions by the seed: how different are the pictures?",
        "看看你自己训练出的网络周围的损失。换随机种子就换了方向，画出来差别大吗？",
      ),
    },
    {
      command: "train landscape --quick --set batchSize=500",
      text: text(
        "Train with larger batches. What happens to the largest eigenvalue?",
        "换成大批量来训练。最大特征值会怎么变？",
      ),
    },
    {
      command: "experiment landscape spectrum --quick --seeds 5",
      text: text(
        "Repeat the descent to rest with more seeds. Do all of them end in minima?",
        "多换几个随机种子，重做一直训练到停下来的实验。都停在极小值点吗？",
      ),
    },
  ],
  exercise: {
    question: text(
      "Why is a point with weights of zero a saddle point of a network with one hidden layer and tanh, and how do random weights help?",
      "只有一个隐藏层、用 tanh 的网络，权重全为零的点为什么是鞍点？随机初始化为什么有用？",
    ),
    answer: text(
      "With zero output weights, no gradient reaches the hidden weights; with zero hidden weights, the hidden units are zero, so none reaches the output weights. The gradient vanishes. But changing both layers together lowers the loss, so the Hessian has a negative eigenvalue. Random weights start beside this point, and the descent moves away.",
      "输出层权重为零，隐藏层就得不到梯度；隐藏层权重为零，隐藏单元的输出就是零，输出层也得不到梯度，所以梯度为零。可是两层一起变，损失就会下降，海森矩阵有负的特征值。随机初始化从这个点的旁边出发，梯度下降就会离开它。",
    ),
  },
  caution: text(
    "The measured networks are small. Pictures of the loss show two of many thousand directions, and they show what the chosen directions show.",
    "测量用的网络都很小。损失的图只画出成千上万个方向里的两个，选什么方向，就看到什么样子。",
  ),
};
