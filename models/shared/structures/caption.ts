/** Image captioning: a convolutional encoder, attention to positions of the picture, and a recurrent decoder. */
import type { Structure, StructureEdge, StructureNode } from "../../figure.ts";
import { at, box, edge, range, unit, words } from "./parts.ts";

/** Attention weights of the second word: an example, `weights[row][column]`. */
const weights = [
  [0.02, 0.05, 0.04, 0.01],
  [0.04, 0.2, 0.25, 0.03],
  [0.03, 0.12, 0.1, 0.02],
  [0.02, 0.03, 0.03, 0.01],
];
const rows = { output: 0, decoder: 1.9, context: 4, attention: 6, encoder: 9.3 };
/** Distance between two steps of the decoder. */
const stride = 2.7;
/** Side of a position of the annotations. */
const cell = 0.6;
const places = { picture: -7.6, network: -4.2 };

/** Draws the second step of the decoder: its previous state is the query for the annotations. */
export function captioning(): Structure {
  const width = weights[0]!.length * cell;
  return {
    kind: "structure",
    title: words("Image captioning with attention", "带注意力机制的图像描述"),
    description: words(
      "A convolutional network turns a picture into a grid of annotations, one vector for each position. For the next word, the previous state of the decoder is the query: it gives each position an attention weight. " +
        "The context vector, the weighted sum of the annotations, enters the next state of the decoder, which writes the word.",
      "卷积网络把图片变成一个网格，每个位置一个特征向量。写下一个词时，以解码器上一时刻的状态为查询，给每个位置算一个注意力权重；加权求和得到的上下文向量参与计算解码器的新状态，由它写出这个词。",
    ),
    groups: [
      { title: words("decoder", "解码器"), box: [-4.3, rows.output - 1.1, 8.6, 4] },
      { title: words("encoder", "编码器"), box: [-9.4, rows.encoder - 2.5, 9.4 + width / 2 + 2.4, 4.3] },
    ],
    nodes: [
      ...range(3).flatMap(decoderNodes),
      unit("context", [0, rows.context], "*z*_2", { role: "probability", size: [1, 1] }),
      box("attention", [0, rows.attention], words("attention: softmax of the scores", "注意力：对打分做 softmax"), {
        role: "probability",
        size: [2 * stride + 1.6, 0.9],
      }),
      box("picture", [places.picture, rows.encoder], words("picture", "图片"), { role: "input", size: [2.2, 2.2] }),
      box("network", [places.network, rows.encoder], words("convolutional\nnetwork", "卷积网络"), { role: "weight" }),
      {
        id: "annotations",
        shape: "cells",
        at: [0, rows.encoder],
        cells: { rows: weights.length, columns: weights[0]!.length, size: cell, values: weights },
        caption: { text: words("annotations *a*_i", "特征 *a*_i"), side: "right" },
      },
    ],
    edges: structureEdges(),
    scale: { label: words("attention weight", "注意力权重"), colors: "sequential" },
    notes: ["α_{t,i} = softmax_i(s(*a*_i, *h*_{t-1}))\u2003\u2003*z*_t = β_t Σ_i α_{t,i} *a*_i"],
  };
}

function decoderNodes(t: number): StructureNode[] {
  const x = stride * (t - 1);
  const pale = t === 2 ? { faded: true } : {};
  return [
    unit(`h${t}`, [x, rows.decoder], `*h*_${t + 1}`, { role: "state", ...pale }),
    unit(`y${t}`, [x, rows.output], `*y*_${t + 1}`, { role: "state", ...pale }),
  ];
}

function structureEdges(): StructureEdge[] {
  return [
    edge("picture", "network", { role: "input" }),
    edge("network", "annotations", { role: "state" }),
    edge("annotations", at("attention", "below"), {
      role: "probability",
      label: { text: "α_{2,i}", side: "right" },
    }),
    edge(at("attention", "above"), "context", {
      role: "probability",
      label: { text: words("weighted sum of *a*_i", "对 *a*_i 加权求和"), side: "right" },
    }),
    edge("context", "h1", { role: "probability" }),
    edge("h0", at("attention", "above", -stride), {
      role: "state",
      label: { text: words("query *h*_1", "查询 *h*_1"), at: 0.55, side: "right" },
    }),
    ...range(3).map((t) => edge(`h${t}`, `y${t}`, { role: "state", ...(t === 2 && { faded: true }) })),
    ...range(2).flatMap((t) => [
      edge(`h${t}`, `h${t + 1}`, { role: "state", dashed: true, ...(t === 1 && { faded: true }) }),
      edge(`y${t}`, `h${t + 1}`, { role: "input", ...(t === 1 && { faded: true }) }),
    ]),
  ];
}
