/** A computational graph with values on the way forward and adjoints on the way back. */
import type { Structure } from "../../figure.ts";
import { box, edge, operator, text, unit, words } from "./parts.ts";

/** Elementary operations of 1 / (exp(-(wx + b)) + 1), each with the derivative by its argument. */
const steps = [
  { sign: "×", derivative: "*x*" },
  { sign: "+", derivative: "1" },
  { sign: "−", derivative: "−1" },
  { sign: "exp", derivative: "h_4" },
  { sign: "+1", derivative: "1" },
  { sign: "1/", derivative: "−h_6^2" },
];

const pitch = 2.75;
const [forward, back] = [0, 2.4];

export function computationalGraph(): Structure {
  const x = (i: number) => pitch * (i + 1) - 0.1;
  const last = steps.length - 1;
  return {
    kind: "structure",
    title: words("A computational graph: values forward, adjoints back", "计算图：值往前流，伴随值往回流"),
    description: words(
      "Six elementary operations compute the logistic function of wx + b. Below each of them is its adjoint, the derivative of the result by its value. Each adjoint is the next one times the derivative of one operation.",
      "六个基本运算依次算出 wx + b 的 Logistic 函数。每个运算下面是它的伴随值，也就是结果对它的值的导数；每个伴随值等于后一个乘以一个运算的导数。",
    ),
    nodes: [
      unit("x", [0, forward - 0.8], "*x*", { role: "input" }),
      unit("w", [0, forward + 0.8], "*w*", { role: "weight" }),
      unit("b", [x(1), forward - 1.9], "*b*", { role: "weight" }),
      ...steps.map(({ sign }, i) => operator(`h${i + 1}`, [x(i), forward], sign, { size: [0.95, 0.95] })),
      text("f", [x(last) + 1.6, forward], "f", { role: "state" }),
      box("gw", [0, back], "∂f/∂*w*", { role: "gradient", size: [1.2, 0.75] }),
      ...steps.map((_, i) => box(`g${i + 1}`, [x(i), back], `∂f/∂h_${i + 1}`, { role: "gradient", size: [1.2, 0.75] })),
    ],
    edges: [
      edge("x", "h1", { role: "input" }),
      edge("w", "h1", { role: "weight" }),
      edge("b", "h2", { role: "weight" }),
      ...steps.slice(1).map((_, i) => edge(`h${i + 1}`, `h${i + 2}`, { label: { text: `h_${i + 1}` } })),
      edge(`h${last + 1}`, "f", { role: "state", label: { text: `h_${last + 1}` } }),
      ...steps.slice(1).map(({ derivative }, i) =>
        edge(`g${i + 2}`, `g${i + 1}`, {
          role: "gradient",
          dashed: true,
          label: { text: `× ${derivative}` },
        }),
      ),
      edge("g1", "gw", { role: "gradient", dashed: true, label: { text: `× ${steps[0]!.derivative}` } }),
    ],
    keys: [
      { text: words("forward: values", "前向：计算各结点的值"), role: "state" },
      { text: words("backward: adjoints", "反向：计算伴随值"), role: "gradient", dashed: true },
    ],
    notes: ["f(x; w, b) = 1 / (exp(−(wx + b)) + 1)"],
  };
}
