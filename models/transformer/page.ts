/** Explanation of the Transformer: positions, heads, norms, and the cache. */
import type { Page } from "../page.ts";
import { transformerBlock } from "../shared/structures/transformer.ts";
import { text } from "../text.ts";

export const page: Page = {
  section: text("Self-attention models", "自注意力模型"),
  asked: text(
    "Words plus positions, any two words connected, layer after layer: which of these parts does the Transformer really need?",
    "词向量加上位置编码，任意两个词都连着，一层层迭代：Transformer 的这些部件，到底哪些离不开？",
  ),
  short: text(
    "Each layer lets every position collect information from the others, weighted by content, and then transforms each position alone. Positions are added because the weighted sum ignores order. Residual connections and layer normalization keep the scale of states and gradients, so that more layers can follow.",
    "每一层先让各个位置按内容互相取信息，再单独变换每个位置。加权求和不管顺序，所以要加位置编码。残差连接和层归一化稳住状态和梯度的大小，层才能一直往上叠。",
  ),
  structure: () => transformerBlock(),
  derivation: [
    {
      formula: String.raw`H^{(0)} = [x_1 + p_1, \dots, x_N + p_N]`,
      text: text(
        "The input of the first layer: the word vector of each position plus a vector for the position.",
        "第一层的输入：每个位置的词向量，加上代表这个位置的向量。",
      ),
      code: {
        file: "models/transformer/model.ts",
        lines: "return this.dropout.forward(this.positions.forward(X, start));",
      },
    },
    {
      formula: String.raw`\operatorname{head}_m = \operatorname{softmax}\Bigl(\frac{Q_m K_m^{\mathsf T}}{\sqrt{D_k}}\Bigr) V_m`,
      text: text(
        "Each head compares the query of a position with the keys of all visible positions and averages their values. A language model hides later positions.",
        "每个头拿一个位置的查询，和看得见的各位置的键打分，再对值加权平均。语言模型要把后面的位置遮住。",
      ),
      code: {
        file: "models/transformer/model.ts",
        lines: "return this.attention.forward(X, X, X, { causal: true, mask: this.#mask(X, seen) });",
      },
    },
    {
      formula: String.raw`Z = H + \operatorname{MultiHead}(\operatorname{norm}(H)), \qquad H' = Z + \operatorname{FFN}(\operatorname{norm}(Z))`,
      text: text(
        "Both sublayers have a residual connection. The original paper normalizes each sum; most models today normalize the input of each sublayer.",
        "两个子层都有残差连接。原论文把层归一化放在相加之后，现在的模型多放在子层之前。",
      ),
      code: {
        file: "models/transformer/model.ts",
        lines: 'const sum = X.add(changed);\n    return this.norm === "post" ? norm!.forward(sum) : sum;',
      },
    },
    {
      formula: String.raw`\operatorname{FFN}(z) = W_2\, f(W_1 z + b_1) + b_2`,
      text: text(
        "The feed-forward network treats each position alone, with the same weights at all positions.",
        "前馈网络单独处理每个位置，各个位置用同一组权重。",
      ),
      code: {
        file: "models/transformer/model.ts",
        lines: "return this.outer.forward(gelu(this.inner.forward(X)));",
      },
    },
    {
      formula: String.raw`K_{1:t} = [K_{1:t-1}; k_t], \qquad V_{1:t} = [V_{1:t-1}; v_t]`,
      text: text(
        "While it writes, earlier keys and values do not change. They are kept, and each new character needs only its own query, key and value.",
        "生成文字时，前面的键和值不会变，存下来就行；每个新字符只算自己的查询、键和值。",
      ),
      code: {
        file: "models/transformer/model.ts",
        lines: "const decoded = block.decode(H, caches[i]!);",
      },
    },
  ],
  predictions: [
    {
      question: text(
        "A Transformer and an LSTM with equally many parameters read the same short text. Which one predicts the next character better? And which one recalls a distant symbol better?",
        "Transformer 和 LSTM 网络参数一样多，读同样一段不长的文本。谁预测下一个字符更准？隔得远的符号，谁记得更牢？",
      ),
      experiment: "rivals",
    },
    {
      question: text(
        "An encoder and a decoder of this kind learn to translate from a few thousand short messages. Do they reach a recurrent network with attention?",
        "让这样的编码器和解码器从几千条短消息里学翻译，赶得上带注意力的循环网络吗？",
      ),
      experiment: "translation",
    },
    {
      question: text(
        "Attention is replaced by a plain average of the context. How much of its advantage remains?",
        "把注意力换成对上文的简单平均，效果还剩多少？",
      ),
      experiment: "context",
    },
    {
      question: text(
        "The network gets more and more layers, with layer normalization and without. Draw both losses.",
        "层数不断增加，一种用层归一化，一种不用。先画一画两条损失曲线。",
      ),
      experiment: "depth",
    },
    {
      question: text(
        "The positions are removed from a language model. Does it still know the order of the characters?",
        "把语言模型的位置编码去掉，它还知道字符的先后吗？",
      ),
      experiment: "positions",
    },
  ],
  changes: [
    {
      command: 'look transformer heads --set "text=It was a truth" --set layer=2',
      text: text(
        "Type a text and compare the heads of a layer. Hide the first characters and see where the heads look instead.",
        "输入一段文字，比较同一层的各个头。再把开头几个字符遮住，看它们改看哪里。",
      ),
    },
    {
      command: "sample runs/transformer --prompt 明月",
      text: text(
        "Let a trained model continue a line of a poem; without a training of your own, the included one writes. Lower the temperature: what is lost, what is gained?",
        "让训练好的模型接着写诗；自己没训练过，就用自带的模型。把温度调低，丢了什么，又换来了什么？",
      ),
    },
    {
      command: "experiment transformer depth --quick --seeds 3",
      text: text(
        "Repeat the comparison of depths with short trainings: which differences already show?",
        "用很短的训练重做深度的比较：哪些差别已经看得出来？",
      ),
    },
  ],
  exercise: {
    question: text(
      "Compare self-attention, convolution and recurrence: connections, cost, and the number of steps that must follow one another.",
      "比较自注意力、卷积和循环：连接方式、计算量，以及必须先后进行的步数。",
    ),
    answer: text(
      "Self-attention connects any two positions directly, at a cost that grows with the square of the length, and all positions are computed at once. A convolution connects neighbors only and needs many layers for distant ones, at a cost that grows with the length. A recurrence connects distant positions through all states between them, one step after another.",
      "自注意力让任意两个位置直接相连，计算量随长度的平方增长，各位置可以同时算。卷积只连邻近的位置，隔得远要靠很多层，计算量随长度增长。循环要经过中间所有的状态才能连到远处，而且只能一步一步算。",
    ),
  },
  caution: text(
    "Attention weights show where a layer collects information. They do not explain why the model decides as it does: later layers mix the positions again.",
    "注意力权重只说明这一层从哪里取信息，不等于解释了模型为什么这样判断：后面的层还会把各位置再混合。",
  ),
};
