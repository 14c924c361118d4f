/** One update of Adam: moving averages of the gradient and of its square, and the step made from both. */
import type { Structure, StructureEdge, StructureNode } from "../../figure.ts";
import { box, dot, edge, line, operator, text, words } from "./parts.ts";

const rows = { before: -3.1, mean: 0, squares: 2.6, past: 5.3 };
const columns = {
  gradient: 0,
  fork: 1.4,
  square: 3.2,
  average: 5.8,
  root: 8.6,
  rate: 10.9,
  subtract: 13.2,
  after: 15.6,
};

export function adamUpdate(): Structure {
  return {
    kind: "structure",
    title: words("One update of Adam", "Adam 的一次更新"),
    description: words(
      "The gradient enters two moving averages: one of the gradient itself, one of its square. The first is divided by the root of the second, multiplied by the learning rate, and subtracted from the parameters.",
      "梯度进入两个滑动平均：一个平均梯度本身，一个平均梯度的平方。前者除以后者的平方根，乘上学习率，再从参数里减去。",
    ),
    nodes: nodes(),
    edges: edges(),
    keys: [{ text: words("kept from the last update", "上一次更新留下的值"), role: "state", dashed: true }],
    notes: [
      "*M*_t = β_1 *M*_{t-1} + (1 − β_1) *g*_t\u2003\u2003*G*_t = β_2 *G*_{t-1} + (1 − β_2) *g*_t ⊙ *g*_t",
      "θ_t = θ_{t-1} − α *M̂*_t / (√*Ĝ*_t + ε)",
      words(
        "*M̂*_t and *Ĝ*_t are divided by 1 − β_1^t and 1 − β_2^t, because both averages begin at 0.",
        "*M̂*_t、*Ĝ*_t 是除以 1 − β_1^t、1 − β_2^t 之后的值，因为两个平均都从 0 开始。",
      ),
    ],
  };
}

function nodes(): StructureNode[] {
  const size = [2.6, 1.15] as const;
  return [
    text("gradient", [columns.gradient, rows.mean], "*g*_t", { role: "gradient" }),
    dot("fork", [columns.fork, rows.mean], "gradient"),
    box("mean", [columns.average, rows.mean], "*M*_t", { detail: words("mean", "均值"), role: "state", size }),
    operator("square", [columns.square, rows.squares], "( )²", { size: [1.1, 0.8] }),
    box("squares", [columns.average, rows.squares], "*G*_t", {
      detail: words("mean square", "平方的均值"),
      role: "state",
      size,
    }),
    text("past-mean", [columns.average, rows.before], "*M*_{t-1}", { role: "state" }),
    text("past-squares", [columns.average, rows.past], "*G*_{t-1}", { role: "state" }),
    operator("root", [columns.root, rows.squares], "√"),
    operator("divide", [columns.root, rows.mean], "÷"),
    operator("scale", [columns.rate, rows.mean], "×"),
    text("rate", [columns.rate, rows.squares], "α", { detail: words("learning rate", "学习率"), role: "target" }),
    operator("subtract", [columns.subtract, rows.mean], "−"),
    text("before", [columns.subtract, rows.before], "θ_{t-1}", { role: "weight" }),
    text("after", [columns.after, rows.mean], "θ_t", { role: "weight" }),
  ];
}

function edges(): StructureEdge[] {
  const kept = { role: "state", dashed: true } as const;
  return [
    line("gradient", "fork", { role: "gradient" }),
    edge("fork", "mean", { role: "gradient" }),
    edge("fork", "square", { role: "gradient", via: [[columns.fork, rows.squares]] }),
    edge("square", "squares", { role: "gradient" }),
    edge("past-mean", "mean", { ...kept, label: { text: "β_1", side: "right" } }),
    edge("past-squares", "squares", { ...kept, label: { text: "β_2", side: "right" } }),
    edge("mean", "divide", { role: "state" }),
    edge("squares", "root", { role: "state" }),
    edge("root", "divide"),
    edge("divide", "scale"),
    edge("rate", "scale", { role: "target" }),
    edge("scale", "subtract"),
    edge("before", "subtract", { role: "weight" }),
    edge("subtract", "after", { role: "weight" }),
  ];
}
