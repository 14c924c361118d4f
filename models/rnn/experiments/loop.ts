/** A trained network drawn folded, with a loop through a delay of one step, and unrolled in time. */
import { Tensor, type TracedGraph, compile, crossEntropy, grad, graphOf, parameters, stack } from "hebb";
import type { Graph, GraphEdge, GraphNode, Point } from "../../figure.ts";
import { type NamedGraph, graphFigure } from "../../shared/graph.ts";
import type { LanguageModel, State } from "../../shared/language.ts";
import { defineExperiment } from "../../system.ts";
import { novels, trainOnText } from "../../shared/texts.ts";
import { parameterCount } from "../../shared/layers.ts";
import { number } from "../../quantity.ts";
import { say, text } from "../../text.ts";
import type { Comparison, LoopFacts } from "../facts.ts";
import { loopWords } from "../words.ts";

const drawn = 4;

export const loopExperiment = defineExperiment<LoopFacts>({
  question: {
    en: "Where is the loop in a recurrent network?",
    zh: "循环神经网络的“循环”到底在哪里？",
  },

  async measure(run) {
    const text = await novels({ cut: true });
    const { model } = await trainOnText(run, "reader", text, {
      model: { cell: "SRN", embedding: 16, hidden: 32 },
      batchSize: 32,
      length: 32,
      steps: run.quick ? 60 : 1000,
      learningRate: 5e-3,
    });
    const lengths = run.quick ? [4, 16] : [4, 8, 16, 32, 64];
    const comparisons: Comparison[] = [];
    for (const tokens of lengths) {
      comparisons.push(await compared(model, passageOf(text.validation, tokens)));
      run.progress("lengths", comparisons.length, lengths.length);
    }
    const isEqual = ({ nats, difference }: Comparison) =>
      Math.abs(nats.folded - nats.unrolled) < 1e-5 && difference < 1e-5;
    const [drawnPassage] = passageOf(text.validation, drawn);
    return {
      parameters: parameterCount(model),
      comparisons,
      forms: comparisons.every(isEqual) ? "equal" : "different",
      folded: folded(model, drawnPassage),
      unrolled: unrolled(model, drawnPassage),
    };
  },

  words: loopWords,

  table: ({ comparisons }) => ({
    columns: [
      text("characters", "字符数"),
      text("operations, folded", "运算数（折叠）"),
      text("operations, unrolled", "运算数（展开）"),
      { name: text("nats, folded", "损失（折叠，奈特）"), digits: 4 },
      { name: text("nats, unrolled", "损失（展开，奈特）"), digits: 4 },
      text("largest difference of gradients", "梯度的最大相对差"),
    ],
    rows: comparisons.map(({ tokens, operations, nats, difference }) => [
      tokens,
      operations.folded,
      operations.unrolled,
      nats.folded,
      nats.unrolled,
      difference,
    ]),
  }),

  figure: ({ folded, unrolled, comparisons }) => ({
    kind: "panels",
    title: text("The same network, folded and unrolled", "同一个网络：折叠与展开"),
    columns: 1,
    panels: [withEnds(folded), unrolled, growth(comparisons)],
  }),
});

/** Tokens i32 [1, length], and the next token of each. */
type Passage = readonly [input: Tensor, target: Tensor];

function passageOf(text: Int32Array, length: number): Passage {
  const from = (start: number) => Tensor.from(text.slice(start, start + length), [1, length], "i32");
  return [from(0), from(1)];
}

function foldedLoss(model: LanguageModel, input: Tensor, target: Tensor): Tensor {
  return crossEntropy(model.forward(input).logits, target);
}

/** Computes the same loss by a JavaScript loop, step by step. */
function unrolledLoss(model: LanguageModel, input: Tensor, target: Tensor): Tensor {
  return crossEntropy(stack(unrolledLogits(model, input), 1), target);
}

function unrolledLogits(model: LanguageModel, tokens: Tensor): Tensor[] {
  let state: State = model.start(tokens.shape[0]!);
  return tokens.split(1, 1).map((token) => {
    const { logits, state: next } = model.step(token.squeeze(1), state);
    state = next;
    return logits;
  });
}

/** Compares the operations, the losses and the gradients of both forms. */
async function compared(model: LanguageModel, passage: Passage): Promise<Comparison> {
  const params = parameters(model).map(([, param]) => param);
  const [one, other] = await Promise.all(
    [foldedLoss, unrolledLoss].map(async (loss) => {
      const { value, grads } = compile((x: Tensor, y: Tensor) => {
        const value = loss(model, x, y);
        return { value, grads: grad(value, params) };
      })(...passage);
      return { nats: await value.item(), slopes: await Promise.all(grads.map((slope) => slope.array())) };
    }),
  );
  const differences = one!.slopes.map((slope, i) => {
    const values = Array.from(slope);
    const largest = Math.max(...values.map(Math.abs)) || 1;
    return Math.max(...values.map((value, at) => Math.abs(value - other!.slopes[i]![at]!))) / largest;
  });
  const [folded, unrolled] = [foldedLoss, unrolledLoss].map((loss) =>
    operations(graphOf((x: Tensor, y: Tensor) => loss(model, x, y), ...passage, { level: "operations" })),
  ) as [number, number];
  return {
    tokens: passage[0].shape[1]!,
    operations: { folded, unrolled },
    nats: { folded: one!.nats, unrolled: other!.nats },
    difference: Math.max(...differences),
  };
}

/** Counts primitive operations, including those of a loop's step once. */
function operations({ nodes }: TracedGraph): number {
  return nodes.reduce(
    (sum, { role, loop }) => sum + Number(role === "operation") + (loop ? operations(loop.step) : 0),
    0,
  );
}

/** Draws the step of the scan with an edge from the output of each carried value back to its input. */
function folded(model: LanguageModel, tokens: Tensor): Graph {
  const traced = graphOf((x: Tensor) => model.forward(x).logits, tokens, { open: ["recurrent"] });
  const { step, carries } = traced.nodes.find((node) => node.loop !== undefined)!.loop!;
  const graph = graphFigure(
    text("Folded: one step, and a line back through a delay", "折叠：只画一步，用一条带延迟的线连回来"),
    step,
    { direction: "right" },
  );
  const back = carries.map(([entry, exit]): GraphEdge => ({
    from: exit,
    to: entry,
    label: text("one step later", "下一个时间步"),
    back: true,
  }));
  const carried = new Map(carries.flatMap(([entry, exit]) => [[entry, "hₜ₋₁"] as const, [exit, "hₜ"] as const]));
  const nodes = graph.nodes
    // The stacked states are the carried ones.
    .filter(({ id, role }) => role !== "output" || carried.has(id))
    .map((node) => ({ ...node, label: carried.get(node.id) ?? symbolOf(node) }));
  const known = new Set(nodes.map(({ id }) => id));
  const edges = [...graph.edges, ...back].filter(({ from, to }) => known.has(from) && known.has(to));
  return { ...graph, nodes, edges };
}

/** Symbols of the textbook for the operations of a step, h_t = f(U h_{t-1} + W x_t + b). */
const symbols: Readonly<Record<string, string>> = { matmul: "U hₜ₋₁", add: "+", states: "f" };

function symbolOf({ label, role }: NamedGraph["nodes"][number]): string {
  if (role === "parameter") return "U";
  return role === "input" ? "W x + b" : (symbols[label] ?? label);
}

/** Adds the input, from which W x + b is computed before the loop for all steps at once, and the output. */
function withEnds(graph: Graph): Graph {
  const sum = graph.nodes.find(({ role }) => role === "input")!;
  const state = graph.nodes.find(({ label }) => label === "hₜ")!;
  const x = { id: "x", label: "xₜ", detail: text("one character", "一个字符"), role: "input" } as const;
  const y = {
    id: "y",
    label: "yₜ",
    detail: text("logits of the next one", "下一个字符的得分"),
    role: "output",
  } as const;
  return {
    ...graph,
    nodes: [x, ...graph.nodes.map((node) => (node === sum ? { ...node, role: "operation" as const } : node)), y],
    edges: [{ from: x.id, to: sum.id }, ...graph.edges, { from: state.id, to: y.id }],
  };
}

/** Rows of the unrolled network from the top; each has one node per token. */
const rowsOfLayers = [(role: string) => role === "output", isCall("Linear"), isCall("RNNCell"), isCall("Embedding")];

function isCall(layer: string) {
  return (_role: string, label: string) => label.startsWith(`${layer}(`);
}

/** Draws the unrolled network with one column per token. */
function unrolled(model: LanguageModel, tokens: Tensor): Graph {
  const traced = graphOf((x: Tensor) => unrolledLogits(model, x), tokens);
  const graph = graphFigure(
    text("Unrolled: a deep network; every RNNCell is the same one", "展开：一个很深的网络，图中的 RNNCell 都是同一个"),
    traced,
  );
  const placed = rowsOfLayers.flatMap((belongs, row) =>
    graph.nodes
      .filter(({ role, label }) => belongs(role, label))
      .map((node, column): GraphNode => ({
        ...node,
        label:
          node.role === "output"
            ? say({ token: number(column + 1) }, "logits of character {token}", "第 {token} 个字符的得分")
            : node.label,
        at: [column, row],
      })),
  );
  const known = new Set(placed.map(({ id }) => id));
  return { ...graph, nodes: placed, edges: graph.edges.filter(({ from, to }) => known.has(from) && known.has(to)) };
}

function growth(comparisons: readonly Comparison[]) {
  const points = (form: keyof Comparison["operations"]) =>
    comparisons.map(({ tokens, operations }): Point => [tokens, operations[form]]);
  return {
    kind: "chart" as const,
    title: text("Operations in the graph", "计算图里的运算数"),
    x: { label: text("characters", "字符数") },
    y: { label: text("operations", "运算数") },
    layers: [
      { mark: "line" as const, name: text("folded", "折叠"), points: points("folded") },
      { mark: "line" as const, name: text("unrolled", "展开"), points: points("unrolled") },
    ],
  };
}
