/** A neuron, and fully connected layers of neurons. */
import type { Structure, StructureNode } from "../../figure.ts";
import { box, edge, everyPair, operator, range, spread, stacked, text, unit, words } from "./parts.ts";

/** Draws a neuron with this number of inputs: weighted sum, bias and activation function. */
export function neuron({ inputs = 3 }: { readonly inputs?: number } = {}): Structure {
  const heights = spread(inputs + 1, 0, 1.35);
  const names = [...range(inputs).map((i) => `x_${i + 1}`), "1"];
  return {
    kind: "structure",
    title: words("A neuron", "神经元的结构"),
    description: words(
      `The ${inputs} inputs are multiplied by their weights and added together with the bias. The activation function of this net input is the output.`,
      `${inputs} 个输入分别乘以权重，求和后加上偏置得到净输入，再经过激活函数得到活性值。`,
    ),
    nodes: [
      ...names.map((name, i) => unit(name, [0, heights[i]!], name, { role: i < inputs ? "input" : "plain" })),
      operator("sum", [3.6, 0], "Σ", { size: [1, 1] }),
      box("activation", [6.3, 0], "f", {
        size: [1.3, 1.1],
        caption: { text: words("activation function", "激活函数"), side: "below" },
      }),
      text("output", [9.2, 0], "a = f(z)", { role: "state" }),
    ],
    edges: [
      ...names.map((name, i) =>
        edge(name, "sum", {
          role: "weight",
          label: { text: i < inputs ? `w_${i + 1}` : "b", at: 0.42, side: "on" },
        }),
      ),
      edge("sum", "activation", { label: { text: "z" } }),
      edge("activation", "output", { role: "state" }),
    ],
    notes: ["z = Σ_i w_i x_i + b = *w*^T *x* + b"],
  };
}

/** Returns the names of the layers: input, hidden layers and output. */
function layerName(layer: number, layers: number) {
  if (layer === 0) return words("input layer", "输入层");
  if (layer === layers - 1) return words("output layer", "输出层");
  return layers === 3 ? words("hidden layer", "隐藏层") : words(`hidden layer ${layer}`, `隐藏层 ${layer}`);
}

export interface NetworkOptions {
  /** Number of units in each layer, from the input to the output. Default [3, 4, 4, 2]. */
  readonly sizes?: readonly number[];
  /** Weights of the connections into each layer after the first: `weights[layer][to][from]`, shown as colors. */
  readonly weights?: readonly (readonly (readonly number[])[])[];
}

/** Distance of two units of a layer. */
const apart = 1.3;

/** Distance of two layers. Larger if the layers are large, so that steep connections do not cross units. */
function pitchOf(sizes: readonly number[]): number {
  return Math.max(3.5, 0.55 * apart * (Math.max(...sizes) - 1));
}

/** Names of the layers below them, and of the weights above the connections. */
function namesOf(sizes: readonly number[], columns: readonly number[]): StructureNode[] {
  const bottom = (Math.max(...sizes) / 2) * apart + 0.35;
  const symbols = columns.slice(0, -1).map((x, i) => {
    return text(`w-${i}`, [x + pitchOf(sizes) / 2, -bottom], `*W*^{(${i + 1})}`, { role: "weight" });
  });
  const names = columns.map((x, layer) =>
    text(`name-${layer}`, [x, bottom + 0.1], layerName(layer, sizes.length), {
      detail: layer === 0 ? "*a*^{(0)} = *x*" : `*a*^{(${layer})}`,
      role: "target",
    }),
  );
  return [...symbols, ...names];
}

/** Draws a feed-forward network of fully connected layers. */
export function network({ sizes = [3, 4, 4, 2], weights }: NetworkOptions = {}): Structure {
  const last = sizes.length - 1;
  const columns = sizes.map((_, layer) => pitchOf(sizes) * layer);
  const id = (layer: number, i: number) => `${layer}-${i}`;
  const ids = (layer: number) => range(sizes[layer]!).map((i) => id(layer, i));
  const nodes = sizes.flatMap((size, layer): StructureNode[] =>
    spread(size, 0, apart).map((y, i) =>
      unit(id(layer, i), [columns[layer]!, y], layer === 0 ? `x_${i + 1}` : layer === last ? `y_${i + 1}` : undefined, {
        role: layer === 0 ? "input" : "state",
      }),
    ),
  );
  return {
    kind: "structure",
    title: words("A feed-forward network of fully connected layers", "全连接前馈网络的结构"),
    description: words(
      `Layers of ${sizes.join(", ")} units. Each unit is connected to all units of the next layer, and to no others.`,
      `各层依次有 ${sizes.join("、")} 个神经元。每个神经元与下一层的所有神经元相连，层内和跨层没有连接。`,
    ),
    nodes: [...nodes, ...namesOf(sizes, columns)],
    edges: sizes
      .slice(1)
      .flatMap((_, layer) =>
        weights === undefined
          ? everyPair(ids(layer), ids(layer + 1), { weight: 0.2 })
          : ids(layer).flatMap((from, i) =>
              ids(layer + 1).map((to, j) => edge(from, to, { value: weights[layer]![j]![i]! })),
            ),
      ),
    ...(weights !== undefined && { scale: { label: words("weight", "权重"), colors: "diverging" } }),
    notes: ["*z*^{(l)} = *W*^{(l)} *a*^{(l-1)} + *b*^{(l)}\u2003\u2003*a*^{(l)} = f_l(*z*^{(l)})"],
  };
}

/** Draws the inside of a neuron in a frame, which points to a hidden unit of the network below it. */
export function neuronInLayers(): Structure {
  const title = words("A neuron, and layers of neurons", "神经元，以及一层层的神经元");
  const diagram = stacked(title, neuron(), network(), [-0.6, 7.4]);
  const bottom = 3;
  return {
    ...diagram,
    groups: [{ title: words("inside of a neuron", "一个神经元的内部"), box: [-1.1, -3.2, 11.9, bottom + 3.2] }],
    edges: [...diagram.edges!, edge([2.9, bottom], "1-0", { role: "state", dashed: true })],
  };
}
