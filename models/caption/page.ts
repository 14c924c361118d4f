/** Explanation of image captioning: an encoder of pictures, and a decoder that looks at a part of the picture per word. */
import type { Page } from "../page.ts";
import { captioning } from "../shared/structures/caption.ts";
import { text } from "../text.ts";

const model = "models/caption/model.ts";

export const page: Page = {
  section: text("Sequence generation from pictures", "从图片到序列的生成"),
  asked: text(
    "One sequence can be turned into another. Can a picture be turned into a text in the same way?",
    "RNN 能把一个序列变成另一个序列。从图片到文本，也能这样“翻译”吗？",
  ),
  short: text(
    "Yes: only the encoder changes. A convolutional network turns the picture into a grid of vectors, one for each position, and the decoder attends to positions instead of words. Each word then comes from two sources: what language lets one expect after the words before it, and what is seen at the attended positions.",
    "能，换掉编码器就行。卷积网络把图片变成一个网格，每个位置一个特征向量；解码器的注意力不再落在词上，而是落在图片的位置上。每个词有两个来源：一是从前面的词能猜到什么，二是在注意力所在的位置看到了什么。",
  ),
  structure: captioning,
  derivation: [
    {
      formula: String.raw`\{\boldsymbol{a}_1, \ldots, \boldsymbol{a}_L\} = \mathrm{CNN}(\text{picture})`,
      text: text(
        "The last feature maps, read position by position: every position has a vector of features, called its annotation.",
        "把最后一层的特征映射逐个位置来读：每个位置有一个特征向量。",
      ),
      code: { file: model, lines: "return this.layers.forward(ink).flatten(2).transpose(1, 2);" },
    },
    {
      formula: String.raw`e_{t,i} = \boldsymbol{v}^{\mathsf T} \tanh(\boldsymbol{U} \boldsymbol{a}_i + \boldsymbol{W} \boldsymbol{h}_{t-1})`,
      text: text(
        "The previous state of the decoder is the query, each annotation is a key. The score function is additive.",
        "解码器上一时刻的状态是查询，每个位置的特征是键，打分函数是加性的。",
      ),
      code: {
        file: model,
        lines: "const scores = keys.add(this.query.forward(hidden).unsqueeze(1)).tanh().mul(this.score).sum(-1);",
      },
    },
    {
      formula: String.raw`\boldsymbol{z}_t = \beta_t \sum_i \alpha_{t,i}\, \boldsymbol{a}_i, \qquad \alpha_t = \mathrm{softmax}(\boldsymbol{e}_t)`,
      text: text(
        "The context vector is the weighted sum of the annotations. The gate β, between zero and one, lets the decoder look less, for example at words that language alone predicts.",
        "上下文向量是各位置特征的加权和。门 β 取值在零到一之间，解码器可以少看一点，比如遇到只凭语言就能猜到的词。",
      ),
      code: { file: model, lines: "return attention.unsqueeze(1).matmul(annotations).squeeze(1).mul(beta);" },
    },
    {
      formula: String.raw`\boldsymbol{h}_t, \boldsymbol{c}_t = \mathrm{LSTM}([\boldsymbol{E} y_{t-1}; \boldsymbol{z}_t], \boldsymbol{h}_{t-1}, \boldsymbol{c}_{t-1})`,
      text: text(
        "The embedding of the word before and the context vector enter an LSTM.",
        "上一个词的嵌入和上下文向量一起输入 LSTM。",
      ),
      code: {
        file: model,
        lines: "return { state: this.cell.forward(concat([embedded, context], -1), before), context };",
      },
    },
    {
      formula: String.raw`p(y_t \mid y_{<t}, \text{picture}) = \mathrm{softmax}\bigl(\boldsymbol{L}_o (\boldsymbol{E} y_{t-1} + \boldsymbol{L}_h \boldsymbol{h}_t + \boldsymbol{L}_z \boldsymbol{z}_t)\bigr)`,
      text: text(
        "The next word depends on the word before, on the state and on what was just seen. Training minimizes the cross entropy of the given captions.",
        "下一个词取决于上一个词、状态和刚看到的内容。训练就是让给定描述的交叉熵最小。",
      ),
      code: {
        file: model,
        lines: "const sum = embedded.add(this.fromHidden.forward(hidden)).add(this.fromContext.forward(context));",
      },
    },
  ],
  predictions: [
    {
      question: text(
        "A name such as “woman surfing: dark skin tone” is written. Which of its words need the picture, and which could you guess without it?",
        "要写出“女生冲浪、较深肤色”这样的名称，哪些字要看图，哪些不看图也猜得到？",
      ),
      experiment: "blind",
    },
    {
      question: text(
        "The features of the most attended quarter of the picture are set to zero, or those of a random quarter of the drawing. What happens to the word for the skin tone?",
        "把注意力最大的四分之一位置的特征清零，或者随机清掉图案里的四分之一：写肤色的那个词会怎样？",
      ),
      experiment: "looking",
    },
    {
      question: text(
        "An emoji was in no form part of the training. Will the network write a new caption, and which part of it will be correct?",
        "一个表情符号，训练时任何形式都没见过。网络会写出新的描述吗，哪一部分会写对？",
      ),
      experiment: "unseen",
    },
  ],
  changes: [
    {
      command: "train caption --quick",
      text: text(
        "Train captioners in English and Chinese on the pictures included with Hebb.",
        "用 Hebb 自带的图片训练英文和中文的图像描述网络。",
      ),
    },
    {
      command: "look caption hiding --set picture=3 --set size=12 --set left=10 --set top=4",
      text: text(
        "Hide a square of a picture, and move it: which words change, and was the attention there?",
        "遮住图片的一块，再挪动它：哪些词变了，注意力当时在那里吗？",
      ),
    },
    {
      command: "look caption hiding --set language=zh",
      text: text(
        "The same picture in Chinese: each character has a look of its own.",
        "同一张图写成中文：每个字都有自己看的地方。",
      ),
    },
    {
      command: "experiment caption blind --quick",
      text: text(
        "Show the network the picture of another emoji, and see which words become expensive.",
        "给网络看别的表情的图，看哪些词的损失变大。",
      ),
    },
  ],
  exercise: {
    question: text(
      "The generated text is “The cat sat on the mat”, and there are two references, “The cat is on the mat” and “The bird sat on the bush”. Compute BLEU and ROUGE for single words and for pairs of words.",
      "给定一个生成序列“The cat sat on the mat”和两个参考序列“The cat is on the mat”“The bird sat on the bush”，分别计算它们的 BLEU 和 ROUGE 得分，取单个词和相邻两个词两种情形。",
    ),
    answer: text(
      "Case does not count. BLEU is a precision: each of the six words occurs often enough in one of the references, so its value for single words is one. Of the five pairs, all but “cat sat” do, so the precision is four fifths. The text is as long as the references, so there is no brevity penalty, and with equal weights BLEU for up to pairs is the square root of four fifths. ROUGE is a recall over both references: nine of their twelve words are found, three quarters, and five of their ten pairs, one half.",
      "不分大小写。BLEU 看精确率：生成的六个词，每个都在某个参考序列里出现了足够多次，所以单个词时是一；五个词对里只有“cat sat”没有出现，精确率是五分之四。长度和参考序列相同，没有长度惩罚；两种权重相等，算到词对的 BLEU 就是五分之四的平方根。ROUGE 看召回率，两个参考序列合起来算：十二个词里找到九个，是四分之三；十个词对里找到五个，是二分之一。",
    ),
  },
  caution: text(
    "Names of emoji are short and regular, and all drawings are in the same place. Captions of photographs are far harder; the way from picture to text is the same.",
    "表情符号的名称又短又规整，图案的位置也都一样。给照片写描述要难得多，但从图片到文本的做法是一样的。",
  ),
};
