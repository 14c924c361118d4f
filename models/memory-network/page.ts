/** Explanation of the memory network. */
import type { Page } from "../page.ts";
import { memoryHop } from "../shared/structures/memory.ts";
import { text } from "../text.ts";

export const page: Page = {
  section: text("End-to-end memory networks", "端到端记忆网络"),
  asked: text(
    "An external memory is a matrix that a controller reads by attention. I do not quite understand: what does it store? States and features?",
    "外部记忆是一个矩阵，主控网络用注意力机制去寻址、读写。不太懂：里面一般存什么？是各种状态和特征吗？",
  ),
  short: text(
    "It stores what belongs to the current task: here, one vector for each sentence of a story that was just read. What holds for all stories, such as the meaning of the words and the way to search, is in the parameters. Compare it with a computer: the hidden state of a network is its registers, the external memory its main memory.",
    "存的是眼前这个任务的信息：这里就是刚读到的故事，每句话一个向量。对所有故事都成立的东西，比如词的意思、查找的办法，在参数里。拿计算机打比方：网络的隐状态好比寄存器，外部记忆好比内存。",
  ),
  structure: () => memoryHop(),
  derivation: [
    {
      formula: String.raw`a_n = \sum_j l_j \odot A x_{nj} + T_A(n), \qquad c_n = \sum_j l_j \odot C x_{nj} + T_C(n)`,
      text: text(
        "Every sentence is stored twice, with an address and a content. Its word vectors are weighted by their position and added up, then its time T is added, counted back from the question.",
        "每句话存两份：地址和内容。词向量按位置加权、求和，再加上时间编码 T；时间从提问往回数。",
      ),
      code: {
        file: "models/memory-network/model.ts",
        lines: "return this.weight.take(numbers).mul(this.#positions).mul(isWord).sum(-2);",
      },
    },
    {
      formula: String.raw`\alpha = \mathrm{softmax}(u^{\mathsf T} a_1, \ldots, u^{\mathsf T} a_N)`,
      text: text(
        "Addressing is attention: the query u is compared with every address. The textbook writes q for the query.",
        "寻址就是注意力：查询 u 与每个地址做点积。书中把查询记作 q。",
      ),
      code: {
        file: "src/nn/memory-hops.ts",
        lines: "shares: attentionWeights(query, addresses, options),",
      },
    },
    {
      formula: String.raw`o = \sum_{n=1}^{N} \alpha_n c_n`,
      text: text(
        "What is read is the weighted sum of the contents, not of the addresses: keys and values are separate.",
        "读出的是内容的加权和，不是地址的：键和值是分开的。",
      ),
      code: {
        file: "src/nn/memory-hops.ts",
        lines: "read: attention(query, addresses, contents, options),",
      },
    },
    {
      formula: String.raw`u' = u + o`,
      text: text(
        "The sum is the query of the next hop, which can search for what this one has found: first who has the apple, then where this person went.",
        "两者相加，就是下一跳的查询，可以接着刚读到的内容再找：先找苹果在谁手上，再找这个人去了哪里。",
      ),
      code: { file: "src/nn/memory-hops.ts", lines: "state = state.add(read);" },
    },
    {
      formula: String.raw`\hat y = \mathrm{softmax}(W u'), \qquad W = C^{\mathsf T}`,
      text: text(
        "After the last hop, the answer is the word whose vector fits best. The hops share their tables: the content table of one is the address table of the next, and the last is W.",
        "最后一跳之后，词向量与结果最相符的词就是答案。各跳共用词向量表：这一跳的内容表就是下一跳的地址表，最后一张就是 W。",
      ),
      code: {
        file: "models/memory-network/model.ts",
        lines: "return u.matmul(this.embeddings.at(-1)!.weight.transpose());",
      },
    },
  ],
  predictions: [
    {
      question: text(
        "John takes the apple and goes to the garden. A trained network is asked where the apple is. You change “garden” to “office” in one slot of its memory, and no parameter. What does it answer?",
        "John 拿起苹果，走进花园（garden）。训练好的网络要回答苹果在哪里。参数一个也不动，只把记忆里那一个片段的 garden 改成 office，它会怎么回答？",
      ),
      experiment: "store",
    },
    {
      question: text(
        "The question “Where is the apple?” follows from two sentences. How well can a network with a single hop answer it?",
        "“苹果在哪里”要由两句话推出。只有一跳的网络能答对多少？",
      ),
      experiment: "hops",
    },
    {
      question: text(
        "The number of sentences in the longest story doubles. What has to be added to the parameters?",
        "最长的故事，句子数翻一倍，要增加哪些参数？",
      ),
      answer: text(
        "Only temporal encodings for the new slots. Word tables and hops do not depend on the number of sentences.",
        "只要给新的记忆片段加上时间编码。词向量表和跳数都与句子数无关。",
      ),
    },
  ],
  changes: [
    {
      command: "train memory-network --quick",
      text: text("Train networks for three kinds of questions; it takes seconds.", "训练三种问题的网络，几秒钟就好。"),
    },
    {
      command:
        'look memory-network story --set "story=Mary went to the kitchen. John took the apple. John went to the garden." --set "question=Where is the apple?"',
      text: text(
        "Tell a story of your own and see which sentence each hop reads. Then change a single word of it.",
        "自己编一个故事，看每一跳读的是哪句话；再只改其中一个词。",
      ),
    },
    {
      command: "train memory-network --quick --set hops=1",
      text: text("Allow one hop only: which kinds of questions suffer?", "只允许读一次：哪些问题答不好了？"),
    },
    {
      command: "train memory-network --quick --set linearStart=0",
      text: text(
        "Train with the softmax from the first step. Which of the three tasks gets stuck?",
        "从第一步起就用 softmax 训练：三个任务中，哪个会卡住？",
      ),
    },
  ],
  exercise: {
    question: text(
      "How does the number of parameters of an LSTM depend on the number of its hidden units? Compare it with an external memory.",
      "分析 LSTM 网络中隐藏单元的数量与参数数量之间的关系，并与外部记忆比较。",
    ),
    answer: text(
      "With D hidden units and M inputs, the three gates and the candidate state of an LSTM have D times (D + M + one) parameters each. They grow with the square of D, and so do memory and time, whereas the state has only D numbers. An external memory of N slots is read by the same parameters whatever N is: only time and storage grow, and in proportion to N.",
      "LSTM 网络有 D 个隐藏单元、M 维输入时，三个门和候选状态各有 D 乘以（D + M + 一）个参数，随 D 的平方增长，而能记住的状态只有 D 个数。外部记忆有 N 个片段，不管 N 多大，都用同一组参数读取；增加的只是存储和计算，与 N 成正比。",
    ),
  },
  caution: text(
    "This memory is written once, when the story is read, and never changed afterwards: the network cannot forget or correct a slot. The neural Turing machine learns to erase and to write as well.",
    "这里的记忆在读故事时写入一次，之后不再改动：网络自己不会忘掉或更正哪个片段。神经图灵机还要学习怎样擦除和写入。",
  ),
};
