/** Deeper recurrent networks: stacked layers, and two directions. */
import type { Structure, StructureEdge, StructureNode } from "../../figure.ts";
import { edge, operator, range, text, unit, words } from "./parts.ts";

const pitch = 2.2;

export interface StackedOptions {
  /** Number of layers. Default 3. */
  readonly layers?: number;
  /** Number of time steps. Default 4. */
  readonly steps?: number;
}

/** Draws stacked recurrent layers, each of which reads the states of the layer below. */
export function stackedRnn({ layers = 3, steps = 4 }: StackedOptions = {}): Structure {
  const row = (layer: number) => 2 * (layers - layer);
  const id = (layer: number, t: number) => (layer === 0 ? `x${t}` : layer > layers ? `y${t}` : `h${layer}-${t}`);
  const name = (layer: number, t: number) =>
    layer === 0 ? `*x*_${t + 1}` : layer > layers ? `*y*_${t + 1}` : `*h*_${t + 1}^{(${layer})}`;
  const times = range(steps);
  const levels = range(layers + 2);
  const role = (layer: number) => (layer === 0 ? "input" : "state");
  return {
    kind: "structure",
    title: words("Stacked recurrent network", "堆叠循环神经网络"),
    description: words(
      `${layers} recurrent layers for ${steps} time steps. Each layer reads the states of the layer below at the same step and its own state of the previous step.`,
      `${layers} 层循环网络，共 ${steps} 个时间步。每一层的输入是同一时刻下面一层的状态，以及本层上一时刻的状态。`,
    ),
    nodes: times.flatMap((t) =>
      levels.map((layer) =>
        unit(id(layer, t), [pitch * t, row(layer)], name(layer, t), { role: role(layer), size: [1.05, 1.05] }),
      ),
    ),
    edges: times.flatMap((t) => [
      ...levels.slice(1).map((layer) => edge(id(layer - 1, t), id(layer, t), { role: role(layer - 1) })),
      ...(t === 0
        ? []
        : levels.slice(1, -1).map((layer) => edge(id(layer, t - 1), id(layer, t), { role: "weight", dashed: true }))),
    ]),
    keys: [
      { text: words("to the layer above", "传给上一层"), role: "state" },
      { text: words("to the next time step", "传给下一时刻"), role: "weight", dashed: true },
    ],
    notes: [
      "*h*_t^{(l)} = f(*U*^{(l)} *h*_{t-1}^{(l)} + *W*^{(l)} *h*_t^{(l-1)} + *b*^{(l)}),\u2003*h*_t^{(0)} = *x*_t",
    ],
  };
}

/** Rows of the bidirectional network. */
const rows = { output: 0, join: 1.5, backward: 3, forward: 4.7, input: 6.6 };

/** Draws a recurrent network with one layer per direction, whose states are concatenated. */
export function bidirectionalRnn({ steps = 4 }: { readonly steps?: number } = {}): Structure {
  const times = range(steps);
  return {
    kind: "structure",
    title: words("Bidirectional recurrent network", "双向循环神经网络"),
    description: words(
      `One recurrent layer reads the ${steps} inputs from left to right, another from right to left. The output of each step reads both states.`,
      `一层循环网络从左到右读 ${steps} 个输入，另一层从右到左读。每个时刻的输出由两个方向的状态拼接后得到。`,
    ),
    nodes: [
      ...times.flatMap(directionNodes),
      text("backward", [-2.7, rows.backward], words("backward", "逆时间方向"), { role: "weight" }),
      text("forward", [-2.7, rows.forward], words("forward", "时间方向"), { role: "weight" }),
    ],
    edges: times.flatMap((t) => directionEdges(t, steps)),
    notes: [
      words("⊕ concatenates: *h*_t = [*h*_t^{(1)}, *h*_t^{(2)}]", "⊕ 表示向量拼接：*h*_t = [*h*_t^{(1)}, *h*_t^{(2)}]"),
    ],
  };
}

const apart = 0.75;
const wide = 3;

function directionNodes(t: number): StructureNode[] {
  const x = wide * t;
  const size = [1.05, 1.05] as const;
  return [
    unit(`y${t}`, [x, rows.output], `*y*_${t + 1}`, { role: "state", size }),
    operator(`join${t}`, [x, rows.join], "⊕"),
    unit(`b${t}`, [x + apart, rows.backward], `*h*_${t + 1}^{(2)}`, { role: "state", size }),
    unit(`f${t}`, [x - apart, rows.forward], `*h*_${t + 1}^{(1)}`, { role: "state", size }),
    unit(`x${t}`, [x, rows.input], `*x*_${t + 1}`, { role: "input", size }),
  ];
}

function directionEdges(t: number, steps: number): StructureEdge[] {
  const time = { role: "weight", dashed: true } as const;
  return [
    edge(`x${t}`, `f${t}`, { role: "input" }),
    edge(`x${t}`, `b${t}`, { role: "input" }),
    edge(`f${t}`, `join${t}`, { role: "state" }),
    edge(`b${t}`, `join${t}`, { role: "state" }),
    edge(`join${t}`, `y${t}`, { role: "state" }),
    ...(t + 1 < steps ? [edge(`f${t}`, `f${t + 1}`, time), edge(`b${t + 1}`, `b${t}`, time)] : []),
  ];
}
