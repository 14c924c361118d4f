/** The softmax function in steps: scores, exponentials, their sum, and probabilities. */
import type { Structure, StructureEdge, StructureNode } from "../../figure.ts";
import { at, box, edge, operator, range, words } from "./parts.ts";

const columns = { score: 0, exp: 2, power: 4, sum: 6.4, divide: 8.6, probability: 10.7 };
const pitch = 1.7;

export interface SoftmaxOptions {
  /** Scores to show with their probabilities. Default: three scores without values. */
  readonly scores?: readonly number[];
}

export function softmaxSteps({ scores }: SoftmaxOptions = {}): Structure {
  const count = scores?.length ?? 3;
  const rows = range(count);
  const powers = scores?.map(Math.exp);
  const sum = powers?.reduce((total, power) => total + power, 0);
  const probabilities = powers?.map((power) => power / sum!);
  return {
    kind: "structure",
    title: words("Softmax: from scores to probabilities", "Softmax 函数：从得分到概率分布"),
    description: words(
      `Each of the ${count} scores goes through the exponential function. Each result is divided by the sum of all, so that the probabilities add up to 1.`,
      `${count} 个得分先取指数，变成正数；再除以总和，得到总和为 1 的概率分布。`,
    ),
    nodes: [
      ...rows.flatMap((row) => rowNodes(row, scores?.[row], powers?.[row], probabilities?.[row])),
      operator("sum", [columns.sum, count * pitch], "Σ", {
        size: [1, 1],
        ...(sum !== undefined && { caption: { text: format(sum), side: "below" as const } }),
      }),
    ],
    edges: rows.flatMap(rowEdges),
    ...(probabilities !== undefined && {
      scale: { label: words("probability", "概率"), colors: "sequential", domain: [0, 1] },
    }),
    notes: ["q_c = exp(s_c) / Σ_k exp(s_k)"],
  };
}

function rowNodes(row: number, score?: number, power?: number, probability?: number): StructureNode[] {
  const y = row * pitch;
  const size = [1.5, 1.1] as const;
  const detail = (value: number | undefined) => (value === undefined ? {} : { detail: format(value) });
  const k = row + 1;
  return [
    box(`z${k}`, [columns.score, y], `s_${k}`, { role: "state", size, ...detail(score) }),
    operator(`exp${k}`, [columns.exp, y], "exp"),
    box(`e${k}`, [columns.power, y], `exp(s_${k})`, { size: [1.7, 1.1], ...detail(power) }),
    operator(`divide${k}`, [columns.divide, y], "÷"),
    box(`p${k}`, [columns.probability, y], `q_${k}`, {
      role: "probability",
      size,
      ...detail(probability),
      ...(probability !== undefined && { value: probability }),
    }),
  ];
}

function rowEdges(row: number): StructureEdge[] {
  const k = row + 1;
  return [
    edge(`z${k}`, `exp${k}`),
    edge(`exp${k}`, `e${k}`),
    edge(`e${k}`, `divide${k}`),
    edge(at(`e${k}`, "right", 0.3), "sum"),
    edge("sum", `divide${k}`, { role: "probability" }),
    edge(`divide${k}`, `p${k}`, { role: "probability" }),
  ];
}

function format(value: number): string {
  const [digits, exponent] = value.toExponential(1).split("e");
  const text = value < 1e5 ? value.toFixed(2) : `${digits} × 10^{${Number(exponent)}}`;
  return text.replace("-", "−");
}
