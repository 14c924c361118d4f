/** A layer of a Transformer: self-attention and a feed-forward network, each with a norm and a residual connection. */
import type { Place, Structure } from "../../figure.ts";
import { box, dot, edge, line, operator, text, words } from "./parts.ts";

const size = [3.6, 0.9] as const;
/** Horizontal position of the residual connections. */
const aside = 3.1;
const rows = {
  input: 14.4,
  sum: 13,
  fork1: 11.7,
  norm1: 10.6,
  attention: 9,
  add1: 7.5,
  fork2: 6.6,
  norm2: 5.5,
  feed: 3.9,
  add2: 2.4,
  output: 0.4,
};

/** Draws a layer with layer normalization before each sublayer. */
export function transformerBlock(): Structure {
  return {
    kind: "structure",
    title: words("A layer of a Transformer", "Transformer 的一层"),
    description: words(
      "Word vectors and positional encodings are added. Then come multi-head self-attention and a feed-forward network. Each reads its input through a layer normalization, and a residual connection adds its result to the input. The layer repeats L times.",
      "词向量与位置编码相加，然后依次经过多头自注意力和前馈网络。两者都先做层归一化，再把结果通过残差连接加回输入。这样的层重复 L 次。",
    ),
    groups: [{ box: [-2.6, 1.4, 6.4, 11], dashed: true }],
    nodes: [
      text("words", [-3.4, rows.sum], words("word vectors", "词向量"), { role: "input" }),
      text("positions", [3.6, rows.sum], words("positions", "位置编码"), { role: "weight" }),
      operator("sum", [0, rows.sum], "+"),
      dot("fork1", [0, rows.fork1], "state"),
      box("norm1", [0, rows.norm1], words("layer norm", "层归一化"), { size }),
      box("attention", [0, rows.attention], words("self-attention", "多头自注意力"), { role: "probability", size }),
      operator("add1", [0, rows.add1], "+"),
      dot("fork2", [0, rows.fork2], "state"),
      box("norm2", [0, rows.norm2], words("layer norm", "层归一化"), { size }),
      box("feed", [0, rows.feed], words("feed-forward", "前馈网络"), { role: "cell", size }),
      operator("add2", [0, rows.add2], "+"),
      text("repeated", [4.9, rows.fork2], "× L"),
      text("output", [0, rows.output], "*H*^{(l)}", { role: "state" }),
    ],
    edges: [
      edge("words", "sum", { role: "input" }),
      edge("positions", "sum", { role: "weight" }),
      line("sum", "fork1", { role: "state" }),
      ...sublayer("fork1", "norm1", "attention", "add1", [rows.fork1, rows.add1]),
      line("add1", "fork2", { role: "state" }),
      ...sublayer("fork2", "norm2", "feed", "add2", [rows.fork2, rows.add2]),
      edge("add2", "output", { role: "state" }),
    ],
    notes: ["*Z* = *H* + MultiHead(norm(*H*))", "*H*^{(l)} = *Z* + FFN(norm(*Z*))"],
  };
}

/** Edges through a sublayer, and the residual connection around it. */
function sublayer(fork: string, norm: string, part: string, add: string, [from, to]: readonly [number, number]) {
  const corners: readonly Place[] = [
    [aside, from],
    [aside, to],
  ];
  return [
    edge(fork, norm, { role: "state" }),
    edge(norm, part, { role: "state" }),
    edge(part, add, { role: "state" }),
    edge(fork, add, { role: "state", dashed: true, via: corners }),
  ];
}
