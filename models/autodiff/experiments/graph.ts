/** The computational graph of the textbook's example as traced, with the value and the adjoint of every node. */
import { Tensor, reference } from "hebb";
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import type { Arguments, GraphFacts } from "../facts.ts";
import { f, flowFigure, flowOf } from "../flow.ts";
import { graphWords } from "../words.ts";

const point: Arguments = { x: 1, w: 0, b: 0 };
const names = ["x", "w", "b"] as const;

export const graph = defineExperiment<GraphFacts>({
  question: {
    en: "How does a computer apply the chain rule step by step along a computational graph?",
    zh: "计算机怎样沿着计算图，一步步用链式法则求出导数？",
  },

  async measure() {
    const flow = await flowOf(point);
    const slopes = await differences(point);
    const adjoint = (name: string) => flow.nodes.find((node) => node.name === name)!.adjoint;
    const difference = Math.max(...names.map((name, i) => Math.abs(slopes[i]! - adjoint(name))));
    return { ...flow, difference, verdict: difference <= 1e-8 ? "equal" : "different" };
  },

  words: graphWords,

  table: ({ nodes }) => ({
    columns: [
      text("node", "结点"),
      text("operation", "运算"),
      { name: text("value", "值"), digits: 3 },
      { name: text("adjoint ∂f/∂h", "伴随值 ∂f/∂h"), digits: 3 },
    ],
    rows: nodes.map(({ name, operation, value, adjoint }) => [name, operation, value, adjoint]),
  }),

  figure: flowFigure,
});

/** Returns ∂f/∂x, ∂f/∂w and ∂f/∂b by central differences in f64. */
async function differences(at: Arguments): Promise<number[]> {
  const h = 6e-6;
  const moved = (which: string, by: number) => {
    const [x, w, b] = names.map((name) => Tensor.from(at[name]).add(name === which ? by : 0)) as [
      Tensor,
      Tensor,
      Tensor,
    ];
    return f(x, w, b);
  };
  const values = await reference(...names.flatMap((name) => [moved(name, h), moved(name, -h)]));
  return names.map((_, i) => (values[2 * i]![0]! - values[2 * i + 1]![0]!) / (2 * h));
}
