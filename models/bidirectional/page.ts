/** Explanation of bidirectional and stacked recurrent networks. */
import type { Page } from "../page.ts";
import { bidirectionalRnn } from "../shared/structures/stacked.ts";
import { text } from "../text.ts";

const model = "models/bidirectional/model.ts";

export const page: Page = {
  section: text("Deep recurrent neural networks", "深层循环神经网络"),
  asked: text(
    "A recurrent network is deep in time. How does it become deeper in other ways, and what do a second direction and a second layer add to its hidden states?",
    "循环神经网络在时间上已经很深了。怎样让它在别的方向上也变深？再加一个方向、再加一层，隐状态里会多出什么信息？",
  ),
  short: text(
    "Two ways. A second layer reads the states of the first instead of the inputs. A second network reads the sequence from the end, so that the two states of a position together have seen the whole sequence. The second direction adds what no depth of a forward network can have: the inputs that come later.",
    "两种办法。一种是堆叠：第二层读的是第一层的状态，不是输入。另一种是双向：另一个网络从序列末尾往回读，同一个位置的两个状态合起来，就看过了整个序列。后面的输入，从左往右的网络堆得再深也看不到，加一个方向才有。",
  ),
  structure: () => bidirectionalRnn(),
  derivation: [
    {
      formula: String.raw`h_t^{(1)} = f(U^{(1)} h_{t-1}^{(1)} + W^{(1)} x_t + b^{(1)})`,
      text: text(
        "The forward direction is an ordinary recurrent network. Here each direction is an LSTM, whose cell stands in place of f.",
        "正向就是普通的循环网络。这里每个方向都用 LSTM，它的单元代替了 f。",
      ),
      code: { file: model, lines: "const next = this.cell.step(now.projected, before, before[0]!);" },
    },
    {
      formula: String.raw`h_t^{(2)} = f(U^{(2)} h_{t+1}^{(2)} + W^{(2)} x_t + b^{(2)})`,
      text: text(
        "The backward direction has its own weights and starts at the last word. Sentences that are computed together have different lengths, so its state is reset to zero on padding.",
        "反向有自己的权重，从最后一个词开始。一起算的句子长短不同，所以读到补齐的位置时，状态清零。",
      ),
      code: {
        file: model,
        lines: "const after = this.reverse ? next.map((part) => where(now.words, part, 0)) : next;",
      },
    },
    {
      formula: String.raw`h_t = h_t^{(1)} \oplus h_t^{(2)}`,
      text: text(
        "Both states of a position are concatenated: one knows the beginning of the sentence up to this word, the other knows the rest.",
        "把同一位置的两个状态拼接起来：一个知道句首到这个词，另一个知道这个词到句尾。",
      ),
      code: { file: model, lines: "return states.length === 1 ? states[0]! : concat(states, -1);" },
    },
    {
      formula: String.raw`h_t^{(l)} = f(U^{(l)} h_{t-1}^{(l)} + W^{(l)} h_t^{(l-1)} + b^{(l)})`,
      text: text(
        "Stacked layers: here the number in parentheses counts layers, and layer zero is the input. A layer reads what the layer below says about the same word.",
        "堆叠：这里括号里的是层数，第零层就是输入。每一层读的是下面一层对同一个词的表示。",
      ),
      code: { file: model, lines: "const next = layer.forward(this.dropout.forward(h), words);" },
    },
    {
      formula: String.raw`p(y_t \mid x_1, \dots, x_T) = \mathrm{softmax}(V h_t + c)`,
      text: text(
        "The tag of a word is predicted from the states of the last layer. With both directions, it depends on all words.",
        "每个词的词性由最后一层的状态预测。双向时，它和所有的词都有关。",
      ),
      code: { file: model, lines: "return this.output.forward(this.dropout.forward(h)).transpose(0, 1);" },
    },
  ],
  predictions: [
    {
      question: text(
        "“She turned to leave the house” and “She turned to the house”: which network can give “to” two different tags?",
        "“She turned to leave the house”和“She turned to the house”，哪个网络能给“to”标出两种不同的词性？",
      ),
      experiment: "states",
    },
    {
      question: text(
        "A forward network, a backward one, and one of the same size with both directions tag the same texts. Which words does each single direction get wrong?",
        "只从左往右、只从右往左、同样大小的双向，三个网络标同一批文章。两个单向的网络各会在哪些词上出错？",
      ),
      experiment: "directions",
    },
    {
      question: text(
        "A bidirectional layer has seen the whole sentence already. Will a second layer make the tags more accurate?",
        "一层双向网络已经看过整个句子了。再堆一层，词性会标得更准吗？",
      ),
      experiment: "depth",
    },
  ],
  changes: [
    {
      command: "train bidirectional --quick",
      text: text("Train the taggers on a few texts; it takes seconds.", "用少量文章训练几个标注网络，几秒钟就好。"),
    },
    {
      command: 'look bidirectional tags --set "sentence=They can fish in the can ."',
      text: text(
        "Write a sentence with ambiguous words. Which of them need the next word?",
        "写一个有兼类词的句子，看看哪些词要看后文才能定。",
      ),
    },
    {
      command: "train bidirectional --quick --set hidden=4",
      text: text(
        "Make every direction tiny. Does the gain of the second direction remain?",
        "把每个方向都变得很小，双向的好处还在吗？",
      ),
    },
    {
      command: "experiment bidirectional directions --quick --seeds 3",
      text: text(
        "Compare the directions on a small part of the corpus with three seeds.",
        "在语料库的一小部分上，用三个随机种子比较两个方向。",
      ),
    },
  ],
  exercise: {
    question: text(
      "Apart from stacking layers, which structures make a recurrent network deeper?",
      "除了堆叠循环神经网络外，还有什么结构可以增加循环神经网络的深度？",
    ),
    answer: text(
      "Each of the three arrows of a recurrent network can become a network of its own. Several layers between the previous state and the next make the transition deeper; several between the input and the state, the reading; several between the state and the output, the decision. Deep transitions lengthen the way of the gradient at every step, so they need residual connections or gates.",
      "循环网络的三条连线，每一条都可以换成一个多层网络：上一状态到下一状态之间加几层，转移就变深；输入到状态之间加几层，读入就变深；状态到输出之间加几层，输出就变深。转移变深，每一步梯度都要多走几层，所以要配上残差连接或者门。",
    ),
  },
  caution: text(
    "A bidirectional network needs the whole sequence before its first output, so it cannot predict the next word of a text, and it cannot label speech while somebody speaks.",
    "双向网络要读完整个序列才能给出第一个输出，所以不能用来预测下一个词，也不能一边听一边标注语音。",
  ),
};
