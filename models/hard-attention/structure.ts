/** Recurrent attention over three glimpses: each decision depends on all that was seen before, one after another. */
import type { Structure, StructureEdge, StructureNode } from "../figure.ts";
import { at, box, edge, operator, range, text, unit, words } from "../shared/structures/parts.ts";

const steps = 3;
const pitch = 4.6;
const rows = { digit: -3.6, distribution: -0.9, core: 1.5, glimpse: 3.7, place: 6.1, canvas: 8.1 };

export function recurrentAttention(): Structure {
  return {
    kind: "structure",
    title: words("Recurrent attention: a sequence of decisions", "循环注意力：一连串序贯决策"),
    description: words(
      `${steps} glimpses, one after another. Each place is given to the glimpse network, which crops the canvas there. The core receives the glimpse and its own state before. From its state follow the digit and the distribution from which the next place is drawn. The draw passes no gradient.`,
      `依次注视 ${steps} 次。每次按给定的位置裁出一小块画布，交给注视网络；主网络接收这次注视和上一步的状态，由新的状态得到数字的预测，以及下一个位置的分布。下一个位置从分布中采样，采样不传梯度。`,
    ),
    nodes: [
      ...range(steps).flatMap(nodesAt),
      text("start", [-pitch * 0.62, rows.core], "*h*_0", { role: "state" }),
      box("canvas", [((steps - 1) * pitch) / 2, rows.canvas], words("canvas *x*, 60 × 60", "画布 *x*，60 × 60"), {
        role: "input",
        size: [(steps - 1) * pitch + 2.2, 0.9],
      }),
    ],
    edges: range(steps).flatMap(edgesAt),
    keys: [
      { text: words("gradient of the classification", "分类损失的梯度"), role: "state" },
      { text: words("drawn at random: REINFORCE", "随机采样：REINFORCE"), role: "probability", dashed: true },
    ],
    notes: [
      words(
        "*h*_t = ReLU(*W* *h*_{t-1} + *g*_t), p(l_{t+1}) = softmax(*U* *h*_t)",
        "*h*_t = ReLU(*W* *h*_{t-1} + *g*_t)，p(l_{t+1}) = softmax(*U* *h*_t)",
      ),
    ],
  };
}

function nodesAt(i: number): StructureNode[] {
  const x = pitch * i;
  const t = i + 1;
  return [
    unit(`l${i}`, [x, rows.place], `l_${t}`, {
      role: "probability",
      ...(i === 0 && { caption: { text: words("middle", "中央"), side: "left" } as const }),
    }),
    box(`g${i}`, [x, rows.glimpse], words(`glimpse *g*_${t}`, `注视 *g*_${t}`), { role: "input", size: [2.4, 0.9] }),
    box(`h${i}`, [x, rows.core], words(`core *h*_${t}`, `主网络 *h*_${t}`), { role: "state", size: [2.4, 0.9] }),
    operator(`p${i}`, [x + 1, rows.distribution], "p", { role: "probability" }),
    text(`y${i}`, [x - 0.6, rows.digit], `ŷ_${t}`, { role: "target" }),
  ];
}

function edgesAt(i: number): StructureEdge[] {
  const x = pitch * i;
  return [
    edge([x + 0.5, rows.canvas - 0.45], [x + 0.5, rows.glimpse + 0.45], { role: "input" }),
    edge(`l${i}`, at(`g${i}`, "below"), { role: "probability" }),
    edge(`g${i}`, `h${i}`, { role: "state" }),
    edge(i === 0 ? "start" : `h${i - 1}`, `h${i}`, { role: "state" }),
    edge(at(`h${i}`, "above", -0.6), `y${i}`, { role: "state" }),
    edge(at(`h${i}`, "above", 1), `p${i}`),
    ...(i === steps - 1
      ? []
      : [
          edge(`p${i}`, `l${i + 1}`, {
            role: "probability",
            dashed: true,
            via: [
              [x + pitch / 2, rows.distribution],
              [x + pitch / 2, rows.place],
            ],
            label: { text: words("draw", "采样"), at: 0.5, side: "on" },
          }),
        ]),
  ];
}
