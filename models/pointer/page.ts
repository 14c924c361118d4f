/** Explanation of the pointer network. */
import type { Page } from "../page.ts";
import { pointerNetwork } from "../shared/structures/pointer.ts";
import { text } from "../text.ts";

export const page: Page = {
  section: text("Pointer networks", "指针网络"),
  asked: text(
    "Attention scores the inputs and adds them up. A pointer network is said not to add anything. What is its output then?",
    "注意力打完分以后要加权汇总，指针网络却说不需要汇总。那它的输出是什么？",
  ),
  short: text(
    "Its output is the attention distribution itself: the place of the input that is most relevant now. It answers “where”, not “what”. So the set of possible outputs is the set of inputs, and the same parameters serve any number of them.",
    "输出就是注意力分布本身：此刻和任务最相关的输入在哪个位置。它回答的是“在哪里”，而不是“是什么”。输出的选项就是输入，输入有几个都用同一组参数。",
  ),
  structure: () => pointerNetwork(),
  derivation: [
    {
      formula: String.raw`s_{t,i} = \boldsymbol{v}^{\mathsf T} \tanh\left(\boldsymbol{W} \boldsymbol{h}_i + \boldsymbol{U} \boldsymbol{s}_t\right)`,
      text: text(
        "The state of the decoder is the query, and the encoded inputs are the keys; the score is additive.",
        "解码器的状态是查询，编码后的输入是键，打分函数是加性的。",
      ),
      code: {
        file: "models/pointer/model.ts",
        lines: "return pointerLogits(decoded, states, { score: this.score, mask: present });",
      },
    },
    {
      formula: String.raw`p(c_t = i \mid c_{1:t-1}, \boldsymbol{x}) = \mathrm{softmax}_i(s_{t,i})`,
      text: text(
        "Softmax over the inputs is the prediction. In ordinary attention it would weight a sum of values.",
        "对输入做 softmax，就是预测本身；在普通的注意力里，它还要当作权重，对值加权求和。",
      ),
      code: {
        file: "models/pointer/training.ts",
        lines: "const loss = crossEntropy(model.forward(inputs, lengths, chosen), chosen, { ignoreIndex: -1 });",
      },
    },
    {
      formula: String.raw`\boldsymbol{s}_{t+1} = f(\boldsymbol{h}_{c_t}, \boldsymbol{s}_t)`,
      text: text(
        "The input that was pointed to is what the decoder reads in the next step.",
        "指到的那个输入，就是解码器下一步读的内容。",
      ),
      code: {
        file: "models/pointer/model.ts",
        lines: "const next = this.decoder.cells[0]![0]!.forward(read, state);",
      },
    },
    {
      formula: String.raw`p(\boldsymbol{c} \mid \boldsymbol{x}) = \prod_t p(c_t \mid c_{1:t-1}, \boldsymbol{x})`,
      text: text(
        "The probability of an answer is a product over its steps; beam search looks for the largest.",
        "整个答案的概率是各步概率的乘积，束搜索找的就是最大的那个。",
      ),
      code: {
        file: "models/pointer/decoding.ts",
        lines: "const [best] = await beamSearch(next, { ...options, width });",
      },
    },
    {
      formula: String.raw`s_{t,i} = -\infty \quad \text{if } i \in \{c_1, \ldots, c_{t-1}\}`,
      text: text(
        "If no input may occur twice, those chosen before get the probability zero: a mask.",
        "如果每个输入只能选一次，就把选过的遮住（掩码），概率为零。",
      ),
      code: {
        file: "models/pointer/model.ts",
        lines: "const chosen = where(free.greater(0), logits, -Infinity).argmax(-1);",
      },
    },
  ],
  predictions: [
    {
      question: text(
        "A network is trained on lists of at most ten numbers. What does the pointer network do with more, and what does a network that sums and names a position?",
        "训练时列表最多十个数。再多几个，指针网络会怎样？先加权和、再报位置的网络呢？",
      ),
      experiment: "sum",
    },
    {
      question: text(
        "Hulls of up to ten points were learned. How many hulls of thirty points are exact, and how much of their area is covered?",
        "学会了十个点以内的凸包。换成三十个点，全对的有多少，面积又能覆盖多少？",
      ),
      experiment: "lengths",
    },
    {
      question: text("Does a wider beam find more exact hulls?", "束宽加大，全对的凸包会变多吗？"),
      experiment: "beam",
    },
  ],
  changes: [
    {
      command: "train pointer --quick",
      text: text("Train on short lists and few points; it takes seconds.", "用短列表和少量的点训练，几秒钟就好。"),
    },
    {
      command: 'look pointer hull --set "points=10,20 85,15 90,80 50,50 20,90"',
      text: text("Place points of your own and see where the network points.", "自己摆几个点，看网络指向哪里。"),
    },
    {
      command: "train pointer --quick --set hullSteps=200",
      text: text(
        "Train for fewer steps. Do hulls or sorted lists suffer first?",
        "少训练一些：先变差的是凸包还是排序？",
      ),
    },
    {
      command: "experiment pointer lengths --quick",
      text: text(
        "Without a mask, how often does an answer contain a point twice?",
        "不带掩码时，有多少答案把同一个点选了两次？",
      ),
    },
  ],
  exercise: {
    question: text(
      "Sorting by a pointer network takes one step per number, each with a score for every input. What does it cost for n numbers, and why is it still no sorting algorithm?",
      "用指针网络给 n 个数排序，每一步都要给所有输入打分。总共要算多少次打分？它为什么还算不上排序算法？",
    ),
    answer: text(
      "It takes n steps with n scores each, so n² scores, more than the n log n comparisons of a good algorithm. And nothing guarantees the order: the network has learned from examples which input tends to come next, so numbers that lie closer together than in training, or longer lists, lead to errors.",
      "一共 n 步，每步 n 个得分，要算 n² 次打分，比好的排序算法的 n log n 次比较还多。而且结果没有保证：网络只是从样本里学到“接下来多半是哪个”，数挨得太近，或者列表比训练时长，都会出错。",
    ),
  },
  caution: text(
    "A pointer can only choose inputs. Where the answer contains something that is not in the input, such as a word of another language, the values must be summed and classified as usual.",
    "指针只能从输入里选。如果答案里有输入中没有的东西，比如另一种语言的词，还是要照常加权汇总，再做分类。",
  ),
};
