/** Explanation of encoders and decoders: from one vector to attention. */
import type { Page } from "../page.ts";
import { encoderDecoder } from "../shared/structures/seq2seq.ts";
import { text } from "../text.ts";

const model = "models/seq2seq/model.ts";

export const page: Page = {
  section: text("Sequence-to-sequence models", "序列到序列模型"),
  asked: text(
    "One recurrent network reads a sentence, another one writes its translation. How does attention come between them, and does it align the words of both languages?",
    "机器翻译用一个 RNN 当编码器，再用一个 RNN 当解码器。注意力加在哪里，真的能起到词对齐的作用吗？",
  ),
  short: text(
    "The encoder turns the source into states, one for each token. Without attention, the decoder receives one vector, made from the final states. With attention, its previous state is the query in each step: it gives every state of the encoder a weight, and their weighted sum enters the next state. Nobody supplies the alignment; it is learned, because a decoder that looks at the right word predicts better.",
    "编码器把输入的每个词元变成一个状态。没有注意力，解码器只拿到由末尾状态组成的一个向量。有了注意力，解码器每一步都用上一时刻的状态当查询，给编码器的每个状态一个权重，加权求和的结果参与计算下一个状态。没有人告诉它该怎么对齐：看对了词，下一个字就预测得更准，对齐是这样学出来的。",
  ),
  structure: () => encoderDecoder(),
  derivation: [
    {
      formula: String.raw`\boldsymbol{h}_j = [\overrightarrow{\boldsymbol{h}}_j; \overleftarrow{\boldsymbol{h}}_j]`,
      text: text(
        "The encoder is a bidirectional GRU. The state of a token contains its context on both sides.",
        "编码器是双向 GRU，一个词元的状态里有它左右两边的上下文。",
      ),
      code: { file: model, lines: "const { outputs: annotations, state } = this.encoder.forward(x, { lengths });" },
    },
    {
      formula: String.raw`\boldsymbol{u} = [\overrightarrow{\boldsymbol{h}}_n; \overleftarrow{\boldsymbol{h}}_1], \qquad \boldsymbol{c}_t = \boldsymbol{u}`,
      text: text(
        "Without attention, the final states of both directions are the only thing that passes to the decoder, the same in all steps.",
        "没有注意力，传给解码器的只有两个方向的末尾状态，每一步都一样。",
      ),
      code: { file: model, lines: "const summary = concat([...state], -1);" },
    },
    {
      formula: String.raw`\alpha_{t,j} = \mathrm{softmax}_j\bigl(\boldsymbol{v}^{\mathsf T} \tanh(\boldsymbol{W} \boldsymbol{s}_{t-1} + \boldsymbol{U} \boldsymbol{h}_j)\bigr)`,
      text: text(
        "With attention, the previous state of the decoder is the query. The score function is the additive one, with three parameters: v, W and U.",
        "有了注意力，解码器上一时刻的状态就是查询。这里用加性打分函数，参数有三个：v、W 和 U。",
      ),
      code: { file: model, lines: "return this.W.forward(s).add(keys).tanh().mul(this.v).sum(-1).unsqueeze(1);" },
    },
    {
      formula: String.raw`\boldsymbol{c}_t = \sum_j \alpha_{t,j} \boldsymbol{h}_j, \qquad \boldsymbol{s}_t = \mathrm{GRU}([\boldsymbol{y}_{t-1}; \boldsymbol{c}_t], \boldsymbol{s}_{t-1})`,
      text: text(
        "The context vector is the weighted sum of the states. It enters the next state together with the token written before.",
        "上下文向量是各状态的加权和，和上一个写出的词元一起参与计算新状态。",
      ),
      code: {
        file: model,
        lines: "return this.weights(s, memory)?.matmul(memory.annotations).squeeze(1) ?? memory.summary;",
      },
    },
    {
      formula: String.raw`\log p(\boldsymbol{y} \mid \boldsymbol{x}) = \sum_t \log p(y_t \mid \boldsymbol{y}_{<t}, \boldsymbol{x})`,
      text: text(
        "The loss is the cross entropy of every next token, given the true ones before it: teacher forcing. In use, the decoder reads its own tokens, and a search looks for a probable sequence.",
        "损失是每个词元的交叉熵，前面给的都是正确的词元，这叫教师强制。真正使用时，解码器读的是自己写出的词元，还要靠搜索去找概率高的序列。",
      ),
      code: {
        file: "models/seq2seq/training.ts",
        lines: "const loss = crossEntropy(logits, next, { ignoreIndex: special.padding, labelSmoothing });",
      },
    },
  ],
  predictions: [
    {
      question: text(
        "A network without attention reverses sequences of letters. What helps it more with long ones: four times as many training steps, or a vector twice as wide?",
        "没有注意力的网络要反转一串字母。序列长了，训练步数多到四倍和向量加宽到两倍，哪个更管用？",
      ),
      experiment: "lengths",
    },
    {
      question: text(
        "While the decoder writes the letters in reverse order, where are the largest weights? Sketch the heat map.",
        "解码器把字母倒着写出来，每一步最大的权重在哪里？画一画这张热图。",
      ),
      experiment: "alignment",
    },
    {
      question: text(
        "Which texts gain more from attention, short or long ones?",
        "加上注意力，短句和长句哪个提高得多？",
      ),
      experiment: "gain",
    },
    {
      question: text(
        "A wider beam finds more probable translations. Will they be longer or shorter, and better or worse?",
        "束越宽，找到的译文概率越高。它们会更长还是更短，更好还是更差？",
      ),
      experiment: "beam",
    },
  ],
  changes: [
    {
      command: "train seq2seq --quick",
      text: text(
        "Train on reversal and on emoji names with a colon; it takes seconds.",
        "训练反转序列，并翻译带冒号的表情符号名称，几秒钟就好。",
      ),
    },
    {
      command: 'look seq2seq translation --set "line=woman: dark skin tone"',
      text: text(
        "Look at the alignment of a name, then change its parts: a man, another skin tone, a word that the model has never read.",
        "看看一个名称是怎么对齐的，再换掉其中的词：换成 man，换一种肤色，或者换成模型没见过的词。",
      ),
    },
    {
      command: "train seq2seq --quick --set reversalLength=12",
      text: text(
        "Make the sequences longer in the same number of steps. Which of the two networks suffers?",
        "步数不变，把序列加长：两个网络里哪个受影响？",
      ),
    },
    {
      command: "experiment seq2seq beam --quick",
      text: text(
        "Follow the tree of a beam search: which characters were kept for a while and dropped later?",
        "顺着束搜索的树看：哪些字先留下、后来又放弃了？",
      ),
    },
  ],
  exercise: {
    question: text("Describe an algorithm for beam search.", "描述束搜索的实现算法。"),
    answer: text(
      "Keep a list of partial sequences with their log-probabilities, at first only the start token. In each step, extend every sequence in the list by every token, and add the log-probability of the token. Extensions with the end token are complete; of the others, keep the best, as many as the beam is wide. Stop when no sequence in the list can become better than the complete ones, since log-probabilities only fall. To compare sequences of different lengths, divide the log-probability by a length penalty.",
      "维护一个列表，存放未写完的序列和它们的对数概率，开始时只有起始词元。每一步，把列表里的每条序列用词表里的每个词元各扩展一次，加上这个词元的对数概率。以结束词元收尾的算写完；其余的只留最好的几条，条数就是束宽。对数概率只会越加越小，所以列表里没有一条还能超过写完的，就可以停。要比较长短不同的序列，再把对数概率除以一个长度惩罚。",
    ),
  },
  caution: text(
    "A weight shows which state was read, and this state also contains neighboring words. So a heat map is a plausible alignment, not a proof that the word itself was used.",
    "权重说明读的是哪个状态，而这个状态里还有邻近的词。所以热图只是看起来合理的对齐，并不证明用到的就是那个词本身。",
  ),
};
