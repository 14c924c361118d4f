/** A trained network drawn folded, with a loop through a delay of one step, and unrolled in time. */
import { Tensor, type TracedGraph, compile, crossEntropy, grad, graphOf, parameters, stack } from "hebb";
import type { Graph, GraphEdge, GraphNode, Point } from "../../figure.ts";
import { graphFigure } from "../../shared/graph.ts";
import type { LanguageModel, State } from "../../shared/language.ts";
import type { Run } from "../../run.ts";
import type { Experiment, Finding } from "../../system.ts";
import { novels, trainOnText } from "../../shared/texts.ts";
import { parameterCount } from "../../shared/layers.ts";

const drawn = 4;

export const loopExperiment: Experiment = {
  question: {
    en: "Where is the loop in a recurrent network?",
    zh: "循环神经网络的“循环”到底在哪里？",
  },

  async measure(run: Run): Promise<Finding> {
    const text = await novels({ cut: true });
    const { model } = await trainOnText(run, "reader", text, {
      model: { cell: "SRN", embedding: 16, hidden: 32 },
      batchSize: 32,
      length: 32,
      steps: run.quick ? 60 : 1000,
      learningRate: 5e-3,
    });
    const count = parameterCount(model);
    const lengths = run.quick ? [4, 16] : [4, 8, 16, 32, 64];
    const rows: Row[] = [];
    for (const length of lengths) {
      const passage = passageOf(text.validation, length);
      const sizes = [foldedLoss, unrolledLoss].map((loss) =>
        operations(graphOf((x: Tensor, y: Tensor) => loss(model, x, y), ...passage, { level: "operations" })),
      );
      const [nats, difference] = await compare(model, passage);
      rows.push([length, sizes[0]!, sizes[1]!, ...nats, difference]);
      run.progress("lengths", rows.length, lengths.length);
    }
    const [drawnPassage] = passageOf(text.validation, drawn);
    const [first, last] = [rows[0]!, rows.at(-1)!];
    const worst = Math.max(...rows.map((row) => row[5]));
    return {
      answer:
        `The loop is one line: from the hidden layer back to itself, through a delay of one step. Folded, the network is ${first[1]} operations whatever the length; unrolled it is a deep ` +
        `network without a loop, ${first[2]} operations for ${first[0]} tokens and ${last[2]} for ${last[0]}, whose layers share the same ${count} parameters. Trained on Austen's text, it has a loss of ` +
        `${last[3].toFixed(4)} nats on ${last[0]} characters folded and of ${last[4].toFixed(4)} unrolled, and the same gradients to within ${worst.toExponential(0)} of the largest.`,
      table: {
        columns: [
          "tokens",
          "operations folded",
          "operations unrolled",
          "nats folded",
          "nats unrolled",
          "largest difference of gradients",
        ],
        rows,
      },
      figure: {
        kind: "panels",
        title: "The same network, folded and unrolled",
        columns: 1,
        panels: [folded(model, drawnPassage), unrolled(model, drawnPassage), growth(rows)],
      },
    };
  },
};

type Row = readonly [
  length: number,
  folded: number,
  unrolled: number,
  natsFolded: number,
  natsUnrolled: number,
  difference: number,
];

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

/**
 * Returns both losses, and the largest difference of a gradient, relative to the largest element of its parameter's
 * gradient.
 */
async function compare(
  model: LanguageModel,
  passage: Passage,
): Promise<[nats: [folded: number, unrolled: number], difference: number]> {
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
  return [[one!.nats, other!.nats], Math.max(...differences)];
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
  const { nodes } = graphOf((x: Tensor) => model.forward(x).logits, tokens, { open: ["recurrent"] });
  const { step, carries } = nodes.find((node) => node.loop !== undefined)!.loop!;
  const graph = graphFigure("Folded: one step, and a line back through a delay", step, { direction: "right" });
  const back = carries.map(([entry, exit]): GraphEdge => ({
    from: exit,
    to: entry,
    label: "one step later",
    back: true,
  }));
  const labels = new Map(
    carries.flatMap(([entry, exit]) => [[entry, "h before"] as const, [exit, "h after"] as const]),
  );
  const labelOf = ({ id, label, role }: GraphNode) => labels.get(id) ?? (role === "input" ? "W x + b" : label);
  return {
    ...graph,
    nodes: graph.nodes.map((node) => ({ ...node, label: labelOf(node) })),
    edges: [...graph.edges, ...back],
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
  const graph = graphFigure("Unrolled: a deep network whose layers share their parameters", traced);
  const placed = rowsOfLayers.flatMap((belongs, row) =>
    graph.nodes
      .filter(({ role, label }) => belongs(role, label))
      .map((node, column): GraphNode => ({
        ...node,
        label: node.role === "output" ? `logits of token ${column + 1}` : node.label,
        at: [column, row],
      })),
  );
  const known = new Set(placed.map(({ id }) => id));
  return { ...graph, nodes: placed, edges: graph.edges.filter(({ from, to }) => known.has(from) && known.has(to)) };
}

function growth(rows: readonly (readonly number[])[]) {
  const points = (column: number) => rows.map((row): Point => [row[0]!, row[column]!]);
  return {
    kind: "chart" as const,
    title: "Operations in the graph",
    x: { label: "tokens" },
    y: { label: "operations" },
    layers: [
      { mark: "line" as const, name: "folded", points: points(1) },
      { mark: "line" as const, name: "unrolled", points: points(2) },
    ],
  };
}
