/** Explanation of convolutional networks: sliding windows, feature maps, pooling, and the gradient of a kernel. */
import type { Page } from "../page.ts";
import { slidingWindow } from "../shared/structures/convolution.ts";
import { text } from "../text.ts";

const model = "models/cnn/model.ts";

export const page: Page = {
  section: text("Convolutional neural networks", "卷积神经网络"),
  asked: text(
    "A convolutional network consists of convolution and pooling. What does each of them do, and how are its kernels found?",
    "CNN 就是卷积加池化。这两步各做什么，卷积核又是怎么来的？",
  ),
  short: text(
    "A convolution slides one small kernel over the whole image and asks at every position how well the window matches. So a feature is found wherever it lies, with very few weights. Pooling summarizes neighboring answers and makes the maps smaller. Each layer sees a larger part of the image than the one before. The kernels are learned by back-propagation like any other weights.",
    "卷积拿一个小小的卷积核滑过整幅图，在每个位置上问一遍：这个窗口和它像不像。所以特征在哪里都找得到，权重却很少。汇聚（池化）把相邻的几个答案合成一个，特征映射就变小了。越往后的层，看到的范围越大。卷积核不用人设计，和别的权重一样靠反向传播学出来。",
  ),
  structure: () => slidingWindow(),
  derivation: [
    {
      formula: String.raw`y_{ij} = \sum_{u=1}^{U} \sum_{v=1}^{V} w_{uv}\, x_{i+u-1,\, j+v-1}`,
      text: text(
        "One map: the window at each position, multiplied with the same kernel. Deep learning does not flip the kernel, so strictly this is cross-correlation.",
        "一个特征映射：每个位置上的窗口，都乘同一个卷积核。深度学习里不翻转卷积核，严格说是互相关。",
      ),
      code: { file: model, lines: "readonly c1 = new Conv2d(1, 6, 5, { padding: 2 });" },
    },
    {
      formula: String.raw`Z^{p} = \sum_{d=1}^{D} W^{p,d} \otimes X^{d} + b^{p}, \qquad Y^{p} = f(Z^{p})`,
      text: text(
        "Several maps: each output map adds the convolutions of all input maps and a bias, then applies the activation function.",
        "多个特征映射：每个输出映射把所有输入映射的卷积加起来，加上偏置，再经过激活函数。",
      ),
      code: { file: model, lines: `const c3 = this.c3.forward(s2).relu().named("C3");` },
    },
    {
      formula: String.raw`M' = \frac{M - K + 2P}{S} + 1`,
      text: text(
        "The side of a map: input M, kernel K, padding P on both sides, stride S. With padding, the first convolution keeps the size; the second, without it, shrinks the maps.",
        "特征映射的边长：输入 M，卷积核 K，两边各填充 P，步长 S。第一个卷积层有填充，大小不变；第二个没有填充，映射就变小了。",
      ),
      code: { file: model, lines: "readonly c3 = new Conv2d(6, 16, 5);" },
    },
    {
      formula: String.raw`y^{d}_{m,n} = \max_{i \in R^{d}_{m,n}} x_i`,
      text: text(
        "Pooling keeps one number for each region of a map, here the largest of four. It has no parameters.",
        "汇聚：映射的每个小区域只留一个数，这里取四个里最大的。汇聚没有参数。",
      ),
      code: { file: model, lines: "constructor({ pooling = () => new MaxPool2d(2) }: LeNetOptions = {}) {" },
    },
    {
      formula: String.raw`\frac{\partial \mathcal{L}}{\partial W^{p,d}} = \delta^{p} \otimes X^{d}, \qquad \delta^{p} = \frac{\partial \mathcal{L}}{\partial Z^{p}}`,
      text: text(
        "Back-propagation: the gradient of a kernel is again a convolution, of the error terms with the input, because every position contributes.",
        "反向传播：卷积核的梯度也是一次卷积，用误差项去卷输入，因为每个位置都有贡献。",
      ),
      code: {
        file: "models/cnn/cnn.test.ts",
        lines: "const expected = convolve(await rows(x, 6), await rows(delta, 4)).flat();",
      },
    },
  ],
  predictions: [
    {
      question: text(
        "Two convolutions are replaced by fully connected layers of the same shapes. How many times as many parameters does that take, and does the network get better?",
        "把两个卷积层换成形状相同的全连接层，参数会多出多少倍？网络会更准吗？",
      ),
      experiment: "parameters",
    },
    {
      question: text(
        "A digit is shifted by two pixels. What happens to the maps before and after the first pooling, and what if it is shifted by one?",
        "数字平移两个像素，第一次汇聚之前和之后的特征映射会怎样？只平移一个像素呢？",
      ),
      answer: text(
        "Before pooling, the maps are shifted by as much as the digit. After pooling with a stride of two, a shift by two pixels is a shift by one; a shift by one pixel is none at all, and the maps change instead.",
        "汇聚之前，映射和数字平移得一样多。步长为二的汇聚之后，平移两个像素变成平移一格；平移一个像素凑不成一格，映射的取值就变了。",
      ),
    },
    {
      question: text(
        "Does a convolutional network therefore recognize digits wherever they lie?",
        "那么，不管数字在图的什么地方，卷积网络都认得出来吗？",
      ),
      experiment: "shift",
    },
    {
      question: text(
        "Largest value or mean: which pooling changes less when a digit moves, and which gives the better network?",
        "取最大值还是取平均：数字移动时，哪一种汇聚变化小？哪一种网络更准？",
      ),
      experiment: "pooling",
    },
  ],
  changes: [
    {
      command: "look cnn digit --set digit=2 --set right=4 --set map=3",
      text: text(
        "Shift a test digit and see its feature maps and the part that one unit sees (train first). When is it misread?",
        "平移一个测试数字，看特征映射，看一个神经元的感受野里有什么（要先训练）。移到哪里就认错了？",
      ),
    },
    {
      command: "look cnn digit --set digit=.####./#....#/.....#/.....#/..###./.....#/.....#/#....#/.####.",
      text: text(
        "Draw a digit of your own with # and . and look at its maps. Which kernels respond to which strokes?",
        "用 # 和点号自己画一个数字，看它的特征映射。哪个卷积核对哪些笔画有响应？",
      ),
    },
    {
      command: "train cnn --quick --set lenetExamples=1000",
      text: text("Train with few digits. How much accuracy is lost?", "只用很少的数字训练，准确率降了多少？"),
    },
    {
      command: "experiment cnn pooling --quick --seeds 3",
      text: text(
        "Compare three ways to make maps smaller. Which differences are there after a short training?",
        "比较缩小特征映射的三种办法。训练得很短，还看得出哪些差别？",
      ),
    },
  ],
  exercise: {
    question: text(
      "What are the gradients of the largest of several values, and of its position (argmax)?",
      "计算函数 y = max(x) 和函数 y = argmax(x) 的梯度。",
    ),
    answer: text(
      "The gradient of the maximum is one for the largest value and zero for all others, so max pooling passes the error term to the unit that won. The position stays the same under small changes, so its gradient is zero wherever it exists, and nothing could be learned through it.",
      "最大值的梯度：最大的那个分量为一，其余为零，所以最大汇聚只把误差项传给取到最大值的那个神经元。最大值的位置，输入稍微变一变也不会变，所以梯度凡有定义处都是零，靠它学不到东西。",
    ),
  },
  caution: text(
    "Convolution commutes with shifts only, not with rotations or changes of size, and at the border only approximately. Pooling with a stride breaks even that.",
    "卷积只对平移等变，对旋转和缩放都不行，到了边缘也只是近似；再加上有步长的汇聚，连平移也不再严格成立。",
  ),
};
