/**
 * Topological order of an acyclic graph: the forward pass computes nodes in this order, and the backward pass visits
 * them in reverse.
 */
import { type Tensor, crossEntropy, graphOf, parameters, zeros } from "hebb";
import { graphFigure } from "../../shared/graph.ts";
import { parameterCount } from "../../shared/layers.ts";
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import type { OrderFacts } from "../facts.ts";
import { BranchedNetwork } from "../model.ts";
import { ranksOf } from "../ranks.ts";
import { orderWords } from "../words.ts";

const [features, classes] = [13, 3];

export const orderExperiment = defineExperiment<OrderFacts>({
  question: {
    en: "Why must a feed-forward network have no cycles, and where are its parameters?",
    zh: "前馈网络为什么不能有环，它的参数又在哪里？",
  },

  async measure() {
    const model = new BranchedNetwork(features, classes);
    const x = zeros([1, features]);
    const layers = graphOf(model, x);
    const risk = (input: Tensor) => crossEntropy(model.forward(input), zeros([1, classes]));
    const operations = (gradients: boolean) =>
      graphOf(risk, x, { level: "operations", gradients }).nodes.filter(({ role }) => role === "operation").length;
    const ids = layers.nodes.map(({ id }) => id);
    const { ranks } = ranksOf(ids, layers.edges);
    return {
      nodes: layers.nodes.map(({ id, label, shape, parameters: own = [] }) => ({
        name: label,
        rank: ranks.get(id)!,
        shape: [...shape],
        parameters: own.map(({ path, shape: size }) => `${path} [${size.join(", ")}]`),
      })),
      parameters: parameterCount(model),
      arrays: parameters(model).length,
      operations: operations(false),
      both: operations(true),
      graph: graphFigure(
        text("A network as a directed acyclic graph, with its parameters", "有向无环图形式的网络和它的参数"),
        layers,
        { parameters: true },
      ),
    };
  },

  words: orderWords,

  table: ({ nodes }) => ({
    columns: [
      text("node", "结点"),
      text("longest path from the input", "离输入最长的路径"),
      text("shape", "形状"),
      text("parameters", "参数"),
    ],
    rows: nodes.map(({ name, rank, shape, parameters: own }) => [name, rank, shape.join(" × "), own.join("; ")]),
  }),

  figure: ({ graph }) => graph,
});
