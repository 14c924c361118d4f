/** A simple recurrent network, folded with a delay and unrolled in time. */
import type { Structure, StructureEdge, StructureNode } from "../../figure.ts";
import { at, box, edge, more, range, unit, words } from "./parts.ts";

const rows = { output: 0, state: 2.2, input: 4.4 };
const pitch = 2.3;
/** Column of the first time step. */
const start = 9.2;

export interface RnnOptions {
  /** Number of time steps. Default 4; the last one is called T. */
  readonly steps?: number;
}

export function rnnUnrolled({ steps = 4 }: RnnOptions = {}): Structure {
  const times = range(steps);
  const end = start + pitch * steps;
  return {
    kind: "structure",
    title: words("A recurrent network, folded and unrolled in time", "循环神经网络：折叠与按时间展开"),
    description: words(
      `Left: the hidden layer passes its state through a delay of one step back to itself. Right: the same network unrolled for ${steps} steps. ` +
        "The loop has become a chain from one state to the next, and all steps share the weights U, W and V.",
      `左：隐藏层的状态经过延时器，在下一时刻回到隐藏层，这就是循环。右：同一个网络按时间展开 ${steps} 步，循环变成从一个状态到下一个状态的链，各时刻共享权重 U、W、V。`,
    ),
    groups: [
      { title: words("folded", "折叠"), box: [-1.3, -1.5, 6.3, 6.9] },
      { title: words("unrolled in time", "按时间展开"), box: [start - 2.6, -1.5, end - start + 1.9, 6.9] },
    ],
    nodes: [
      ...folded(),
      unit("h0", [start - 1.9, rows.state], "*h*_0", { role: "state" }),
      ...times.flatMap((t) => stepNodes(t, steps)),
    ],
    edges: [
      edge([5.2, rows.state], [6.4, rows.state], { role: "target", label: { text: words("unroll", "展开") } }),
      ...foldedEdges(),
      ...times.flatMap((t) => stepEdges(t, steps)),
    ],
    notes: ["*h*_t = f(*U* *h*_{t-1} + *W* *x*_t + *b*)\u2003\u2003*y*_t = *V* *h*_t"],
  };
}

function folded(): StructureNode[] {
  const size = [1.7, 1] as const;
  return [
    box("y", [0, rows.output], "*y*_t", { detail: words("output", "输出层"), role: "state", size }),
    box("h", [0, rows.state], "*h*_t", { detail: words("hidden layer", "隐藏层"), role: "state", size: [2.1, 1.1] }),
    box("x", [0, rows.input], "*x*_t", { detail: words("input", "输入层"), role: "input", size }),
    box("delay", [3.7, rows.state], words("delay", "延时器"), { size: [1.5, 1.1] }),
  ];
}

function foldedEdges(): StructureEdge[] {
  return [
    edge("x", "h", { role: "weight", label: { text: "*W*" } }),
    edge("h", "y", { role: "weight", label: { text: "*V*" } }),
    edge(at("h", "right", -0.28), at("delay", "left", -0.28), {
      role: "state",
      label: { text: "*h*_t", side: "above" },
    }),
    edge(at("delay", "left", 0.28), at("h", "right", 0.28), {
      role: "weight",
      dashed: true,
      label: { text: "*U* *h*_{t-1}", side: "below" },
    }),
  ];
}

function stepName(t: number, steps: number): string {
  return t === steps - 1 ? "T" : String(t + 1);
}

function stepNodes(t: number, steps: number): StructureNode[] {
  const x = start + pitch * t;
  const name = stepName(t, steps);
  const isGap = t === steps - 2;
  if (isGap) return [more("more", [x, rows.state])];
  return [
    unit(`y${t}`, [x, rows.output], `*y*_${name}`, { role: "state" }),
    unit(`h${t + 1}`, [x, rows.state], `*h*_${name}`, { role: "state" }),
    unit(`x${t}`, [x, rows.input], `*x*_${name}`, { role: "input" }),
  ];
}

function stepEdges(t: number, steps: number): StructureEdge[] {
  const state = (time: number) => (time === steps - 1 ? "more" : `h${time}`);
  const recurrence = edge(state(t), state(t + 1), { role: "weight", dashed: true, label: { text: "*U*" } });
  if (t === steps - 2) return [recurrence];
  return [
    recurrence,
    edge(`x${t}`, `h${t + 1}`, { role: "weight", label: { text: "*W*" } }),
    edge(`h${t + 1}`, `y${t}`, { role: "weight", label: { text: "*V*" } }),
  ];
}
