/** An encoder and a decoder with attention between them. */
import type { Structure, StructureEdge, StructureNode } from "../../figure.ts";
import { at, box, edge, range, unit, words } from "./parts.ts";

export interface EncoderDecoderOptions {
  /** Attention weights of the second step, one per input. Default: four weights. */
  readonly weights?: readonly number[];
  /** Words of the source, one per input. */
  readonly source?: readonly string[];
  /** Three words of the target. */
  readonly target?: readonly string[];
}

const pitch = 2.1;
const rows = { output: 0, decoder: 1.9, context: 4, attention: 6, encoder: 8.4, input: 10.3 };
/** Distance between two steps of the decoder. */
const stride = 2.7;

/** Draws the second step of the decoder: its previous state is the query for the states of the encoder. */
export function encoderDecoder(options: EncoderDecoderOptions = {}): Structure {
  const { weights = [0.1, 0.7, 0.15, 0.05], source, target } = options;
  const middle = (pitch * (weights.length - 1)) / 2;
  const left = Math.min(-1, middle - stride - 1) - 1.5;
  const frame = (top: number, height: number) => [left, top, 2 * (middle - left), height] as const;
  return {
    kind: "structure",
    title: words("Encoder and decoder with attention", "带注意力机制的编码器-解码器"),
    description: words(
      "The encoder turns each input into a state. For the next output, the previous state of the decoder is the query: it gives each state of the encoder an attention weight. " +
        "The context vector, the weighted sum of these states, enters the next state of the decoder.",
      "编码器把每个输入变成一个状态。生成下一个输出时，以解码器上一时刻的状态为查询，给编码器的每个状态算一个注意力权重；加权求和得到的上下文向量参与计算解码器的新状态。",
    ),
    groups: [
      { title: words("decoder", "解码器"), box: frame(rows.output - 1.1, 4) },
      { title: words("encoder", "编码器"), box: frame(rows.encoder - 0.8, source === undefined ? 3.5 : 3.9) },
    ],
    nodes: [
      ...range(3).flatMap((t) => decoderNodes(t, middle, target?.[t])),
      unit("context", [middle, rows.context], "*c*_2", { role: "probability", size: [1, 1] }),
      box(
        "attention",
        [middle, rows.attention],
        words("attention: softmax of the scores", "注意力：对打分做 softmax"),
        {
          role: "probability",
          size: [2 * Math.max(middle, stride) + 1.6, 0.9],
        },
      ),
      ...weights.flatMap((_, i) => encoderNodes(i, source?.[i])),
    ],
    edges: [...decoderEdges(), ...weights.flatMap((weight, i) => encoderEdges(i, weight, pitch * i - middle))],
    notes: ["α_{t,i} = softmax_i(s(*h*_i, *s*_{t-1}))\u2003\u2003*c*_t = Σ_i α_{t,i} *h*_i"],
  };
}

function encoderNodes(i: number, word?: string): StructureNode[] {
  const x = pitch * i;
  return [
    unit(`h${i}`, [x, rows.encoder], `*h*_${i + 1}`, { role: "state" }),
    unit(`x${i}`, [x, rows.input], `*x*_${i + 1}`, {
      role: "input",
      ...(word !== undefined && { caption: { text: word, side: "below" as const } }),
    }),
  ];
}

function decoderNodes(t: number, middle: number, word?: string): StructureNode[] {
  const x = middle + stride * (t - 1);
  const pale = t === 2 ? { faded: true } : {};
  return [
    unit(`s${t}`, [x, rows.decoder], `*s*_${t + 1}`, { role: "state", ...pale }),
    unit(`y${t}`, [x, rows.output], `*y*_${t + 1}`, {
      role: "state",
      ...pale,
      ...(word !== undefined && { caption: { text: word, side: "above" as const } }),
    }),
  ];
}

function encoderEdges(i: number, weight: number, shift: number): StructureEdge[] {
  return [
    edge(`x${i}`, `h${i}`, { role: "input" }),
    ...(i === 0 ? [] : [edge(`h${i - 1}`, `h${i}`, { role: "state", dashed: true })]),
    edge(`h${i}`, at("attention", "below", shift), {
      role: "probability",
      weight,
      label: { text: `α_{2,${i + 1}}`, at: 0.62, side: "right" },
    }),
  ];
}

function decoderEdges(): StructureEdge[] {
  return [
    edge(at("attention", "above"), "context", {
      role: "probability",
      label: { text: words("weighted sum of *h*_i", "对 *h*_i 加权求和"), side: "right" },
    }),
    edge("context", "s1", { role: "probability" }),
    edge("s0", at("attention", "above", -stride), {
      role: "state",
      label: { text: words("query *s*_1", "查询 *s*_1"), at: 0.55, side: "right" },
    }),
    ...range(3).map((t) => edge(`s${t}`, `y${t}`, { role: "state", ...(t === 2 && { faded: true }) })),
    ...range(2).flatMap((t) => [
      edge(`s${t}`, `s${t + 1}`, { role: "state", dashed: true, ...(t === 1 && { faded: true }) }),
      edge(`y${t}`, `s${t + 1}`, { role: "input", ...(t === 1 && { faded: true }) }),
    ]),
  ];
}
