/** The softmax function in steps: scores, exponentials, their sum, probabilities, and their difference from a target. */
import { ArgumentError } from "hebb";
import type { Structure, StructureEdge, StructureNode } from "../../figure.ts";
import { at, box, edge, operator, range, words } from "./parts.ts";

const columns = { score: 0, exp: 2, power: 4, sum: 6.4, divide: 8.6, probability: 10.7, minus: 12.9, gradient: 15.2 };

export interface SoftmaxOptions {
  /** Scores to show with their probabilities. Default: three scores without values. */
  readonly scores?: readonly number[];
  /** Target probabilities, shown with the gradient q - p of the cross entropy. Requires scores. Default: not shown. */
  readonly target?: readonly number[];
}

/** The values of a row that has scores. */
interface Row {
  readonly score: number;
  readonly power: number;
  readonly probability: number;
  readonly target?: number;
}

export function softmaxSteps({ scores, target }: SoftmaxOptions = {}): Structure {
  if (target !== undefined && target.length !== scores?.length) {
    throw new ArgumentError(`softmaxSteps got a target of ${target.length} for ${scores?.length ?? "no"} scores`, {
      rule: "A target has one probability for each score.",
    });
  }
  const count = scores?.length ?? 3;
  const rows = range(count);
  const pitch = target === undefined ? 1.7 : 2.3;
  const powers = scores?.map(Math.exp);
  const sum = powers?.reduce((total, power) => total + power, 0);
  const valuesOf = (row: number): Row | undefined =>
    powers && {
      score: scores![row]!,
      power: powers[row]!,
      probability: powers[row]! / sum!,
      ...(target && { target: target[row]! }),
    };
  return {
    kind: "structure",
    ...(target === undefined ? plainTexts(count) : targetTexts(count)),
    nodes: [
      ...rows.flatMap((row) => rowNodes(row, row * pitch, valuesOf(row))),
      operator("sum", [columns.sum, count * pitch], "Σ", {
        size: [1, 1],
        ...(sum !== undefined && { caption: { text: format(sum), side: "below" as const } }),
      }),
      ...(target === undefined ? [] : rows.flatMap((row) => targetNodes(row, row * pitch, valuesOf(row)!))),
    ],
    edges: [...rows.flatMap(rowEdges), ...(target === undefined ? [] : rows.flatMap(targetEdges))],
    ...(scores !== undefined && {
      scale: { label: words("probability", "概率"), colors: "sequential", domain: [0, 1] },
    }),
  };
}

const formula = "q_c = exp(s_c) / Σ_k exp(s_k)";

const plainTexts = (count: number) => ({
  title: words("Softmax: from scores to probabilities", "Softmax 函数：从得分到概率分布"),
  description: words(
    `Each of the ${count} scores goes through the exponential function. Each result is divided by the sum of all, so that the probabilities add up to 1.`,
    `${count} 个得分先取指数，变成正数；再除以总和，得到总和为 1 的概率分布。`,
  ),
  notes: [formula],
});

const targetTexts = (count: number) => ({
  title: words("Softmax, the target, and the gradient", "Softmax 函数、目标分布与梯度"),
  description: words(
    `Each of the ${count} scores goes through the exponential function and is divided by the sum of all. From these probabilities q, the target p is subtracted; q − p is the gradient of the cross entropy by the scores.`,
    `${count} 个得分先取指数，再除以总和，得到概率分布 q；减去目标分布 p，q − p 就是交叉熵对得分的梯度。`,
  ),
  notes: [formula, "∂H(p, q) / ∂s_c = q_c − p_c"],
});

function rowNodes(row: number, y: number, values?: Row): StructureNode[] {
  const { score, power, probability } = values ?? {};
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

function targetNodes(row: number, y: number, { probability, target = 0 }: Row): StructureNode[] {
  const k = row + 1;
  return [
    box(`t${k}`, [columns.minus, y + 1.15], `p_${k}`, { role: "target", size: [1.1, 0.7], detail: format(target) }),
    operator(`minus${k}`, [columns.minus, y], "−"),
    box(`g${k}`, [columns.gradient, y], `q_${k} − p_${k}`, {
      role: "gradient",
      size: [1.9, 1.1],
      detail: format(probability - target),
    }),
  ];
}

function targetEdges(row: number): StructureEdge[] {
  const k = row + 1;
  return [
    edge(`p${k}`, `minus${k}`, { role: "probability" }),
    edge(`t${k}`, `minus${k}`, { role: "target" }),
    edge(`minus${k}`, `g${k}`, { role: "gradient" }),
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
