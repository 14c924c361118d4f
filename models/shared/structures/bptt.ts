/** Back-propagation through time: the unrolled network with the error terms of one loss. */
import type { Structure, StructureEdge, StructureNode } from "../../figure.ts";
import { edge, range, unit, words } from "./parts.ts";

export interface BpttOptions {
  /** Number of time steps. Default 5. */
  readonly steps?: number;
  /** Magnitudes of the error terms of steps 1 to T, shown as thickness and opacity. */
  readonly magnitudes?: readonly number[];
}

const rows = { loss: 0, state: 2.2, input: 4.7 };
const pitch = 2.7;

export function bpttUnrolled({ steps = 5, magnitudes }: BpttOptions = {}): Structure {
  const times = range(steps).map((i) => i + 1);
  return {
    kind: "structure",
    title: words("Back-propagation through time (BPTT)", "随时间反向传播（BPTT）"),
    description: words(
      `A recurrent network unrolled for ${steps} steps. The error of the last loss flows backward from step to step; each step multiplies it by the transposed recurrent weights and the derivative of the activation function.`,
      `按时间展开 ${steps} 步的循环网络。最后一个损失的误差项沿时间逐步往回传，每传一步都要乘以 U 的转置和激活函数的导数。`,
    ),
    nodes: times.flatMap((t) => stepNodes(t, steps)),
    edges: times.flatMap((t) => [...forward(t, steps), ...backward(t, steps, magnitudes)]),
    keys: [
      { text: words("forward, shared weights", "前向，各步共享权重"), role: "weight" },
      { text: errorTerms(steps, magnitudes !== undefined), role: "gradient", dashed: true },
    ],
    notes: ["δ_{t,k} = ∂L_t/∂*z*_k = diag(f′(*z*_k)) *U*^T δ_{t,k+1}\u2003\u2003∂L_t/∂*U* = Σ_k δ_{t,k} *h*_{k-1}^T"],
  };
}

function errorTerms(steps: number, isWeighted: boolean) {
  return isWeighted
    ? words(`error terms of L_${steps}: the thicker, the larger`, `L_${steps} 的误差项，越粗越大`)
    : words(`error terms of L_${steps}`, `L_${steps} 的误差项`);
}

function stepNodes(t: number, steps: number): StructureNode[] {
  const x = pitch * (t - 1);
  return [
    unit(`L${t}`, [x, rows.loss], `L_${t}`, { role: "target", ...(t < steps && { faded: true }) }),
    unit(`h${t}`, [x, rows.state], `*h*_${t}`, { role: "state" }),
    unit(`x${t}`, [x, rows.input], `*x*_${t}`, { role: "input" }),
  ];
}

function forward(t: number, steps: number): StructureEdge[] {
  return [
    edge(`x${t}`, `h${t}`, { role: "weight", label: { text: "*W*" } }),
    edge(`h${t}`, `L${t}`, t < steps ? { faded: true } : { role: "weight", label: { text: "*V*", side: "left" } }),
    ...(t < steps ? [edge(`h${t}`, `h${t + 1}`, { role: "weight", label: { text: "*U*" } })] : []),
  ];
}

function backward(t: number, steps: number, magnitudes?: readonly number[]): StructureEdge[] {
  const look = {
    route: "curve",
    dashed: true,
    role: "gradient",
    ...(magnitudes !== undefined && { weight: magnitudes[t - 1]! / Math.max(...magnitudes) }),
  } as const;
  const label = { text: `δ_{${steps},${t}}`, side: "below" } as const;
  if (t === steps) return [edge(`L${t}`, `h${t}`, { ...look, bend: 0.42, label: { ...label, side: "right" } })];
  return [edge(`h${t + 1}`, `h${t}`, { ...look, bend: 0.55, label })];
}
