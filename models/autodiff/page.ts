/** Explanation of automatic differentiation: the chain rule along a computational graph, in both directions. */
import type { Page } from "../page.ts";
import { computationalGraph } from "../shared/structures/computation.ts";
import { text } from "../text.ts";

export const page: Page = {
  section: text("Automatic gradient computation", "自动梯度计算"),
  asked: text(
    "Automatic differentiation lets a machine apply the chain rule. What exactly does the machine compute, and in which order?",
    "自动微分就是让机器用链式法则求导。机器到底算了什么，又按什么顺序算？",
  ),
  short: text(
    "A program is a sequence of elementary operations whose derivatives are known. Reverse mode first computes all values, then walks back and multiplies the derivative of each operation to what came from behind: one pass gives the derivatives of one result by everything. Forward mode carries the derivatives by one input along with the values.",
    "程序就是一串基本运算，每种运算的导数都是已知的。反向模式先把值全算出来，再往回走，把每个运算的导数乘到后面传来的数上：走一遍，一个结果对所有量的导数就都有了。前向模式则是带着对一个输入的导数，和值一起往前算。",
  ),
  structure: () => computationalGraph(),
  derivation: [
    {
      formula: String.raw`f(x; w, b) = \frac{1}{\exp(-(wx + b)) + 1}, \qquad h_1 = wx,\; h_2 = h_1 + b,\; \dots,\; h_6 = f`,
      text: text(
        "The function is split into elementary operations, each with a name.",
        "把函数拆成基本运算，每一步起个名字。",
      ),
      code: { file: "models/autodiff/flow.ts", lines: 'const h1 = x.mul(w).named("h1");' },
    },
    {
      formula: String.raw`\frac{\partial f}{\partial h_i} = \sum_{j \text{ reads } i} \frac{\partial f}{\partial h_j} \frac{\partial h_j}{\partial h_i}`,
      text: text(
        "Reverse mode: the adjoint of a node collects those of all nodes that read it, each times one derivative. These lines of the library add them up; the rule of each operation has done the multiplication.",
        "反向模式：一个结点的伴随值，等于所有读它的结点的伴随值各乘一个导数，再相加。右边是程序库里把它们加起来的几行，乘导数由各个运算自己的规则完成。",
      ),
      code: {
        file: "src/grad/reverse.ts",
        lines:
          "const accumulate = (node: Node, gradient: Gradient) => {\n    const sum = gradientOf.get(node);\n    gradientOf.set(node, sum ? sumOf(sum, gradient) : gradient);\n  };",
      },
    },
    {
      formula: String.raw`\dot{h}_j = \sum_{i} \frac{\partial h_j}{\partial h_i} \dot{h}_i`,
      text: text(
        "Forward mode: the derivatives by one input move along with the values, once for each input.",
        "前向模式：对一个输入的导数跟着值往前走，每个输入走一遍。",
      ),
      code: {
        file: "models/autodiff/model.ts",
        lines: "const columns = Array.from({ length: n }, (_, i) => jvp(f, [x], [unit(n, i)])[1]);",
      },
    },
    {
      formula: String.raw`J = \begin{bmatrix} J e_1 & \cdots & J e_n \end{bmatrix} = \begin{bmatrix} e_1^{\mathsf T} J \\ \vdots \\ e_m^{\mathsf T} J \end{bmatrix}`,
      text: text(
        "A pass of forward mode gives a column of the Jacobian matrix, a pass of reverse mode a row. A loss has one row.",
        "前向模式走一遍得到雅可比矩阵的一列，反向模式走一遍得到一行。损失只有一行。",
      ),
      code: {
        file: "models/autodiff/model.ts",
        lines: "const rows = Array.from({ length: m }, (_, j) => grad(y.mul(unit(m, j)).sum(), [x])[0]);",
      },
    },
  ],
  predictions: [
    {
      question: text(
        "For x equal to one and w and b equal to zero: what is the derivative of the logistic function of wx + b by x? Follow the graph back by hand.",
        "x 取一，w 和 b 取零，wx + b 的 Logistic 函数对 x 的导数是多少？先沿着图用手往回算一遍。",
      ),
      experiment: "graph",
    },
    {
      question: text(
        "A function has thousands of inputs and one output. How many times the multiplications of reverse mode does forward mode take?",
        "一个函数有几千个输入、一个输出。前向模式的乘法次数是反向模式的几倍？",
      ),
      experiment: "cost",
    },
    {
      question: text(
        "Finite differences with smaller and smaller steps: does the error keep falling?",
        "有限差分的步长越取越小，误差会一直变小吗？",
      ),
      experiment: "differences",
    },
  ],
  changes: [
    {
      command: "look autodiff chain --set x=2 --set w=3 --set b=1",
      text: text(
        "Choose x, w and b so that the result is almost one. What happens to all adjoints?",
        "选 x、w、b，让结果接近一。各个伴随值怎么了？",
      ),
    },
    {
      command: "train autodiff --quick --set hidden=32",
      text: text(
        "Train with more hidden units. Which of the two modes becomes slower?",
        "增加隐藏单元再训练。两种模式，哪一种变慢了？",
      ),
    },
    {
      command: "experiment autodiff cost --quick",
      text: text(
        "Measure the cost again with fewer inputs: from how many on does the mode matter?",
        "输入少一些，再测一次：要到多少个输入，用哪种模式才有差别？",
      ),
    },
  ],
  exercise: {
    question: text("When is forward mode preferable to reverse mode?", "什么时候前向模式比反向模式好？"),
    answer: text(
      "If there are fewer inputs than outputs, for example the derivatives of a whole curve by one parameter. Also if the values of the forward pass would not fit into memory, because forward mode keeps none of them.",
      "输入比输出少的时候，例如整条曲线对一个参数的导数；或者前向算出的值内存放不下的时候，因为前向模式不用把它们留着。",
    ),
  },
  caution: text(
    "Automatic differentiation is neither numerical nor symbolic: it has no step size, and it builds no formula. At kinks, such as that of ReLU at zero, it returns a value by convention.",
    "自动微分既不是数值微分，也不是符号微分：它没有步长，也不推公式。遇到折点，比如 ReLU 在零处，它按约定取一个值。",
  ),
};
