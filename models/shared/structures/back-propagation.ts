/** The two passes of back-propagation: net inputs and activations forward, error terms backward. */
import type { Structure, StructureEdge, StructureNode } from "../../figure.ts";
import { at, box, edge, operator, range, text, unit, words } from "./parts.ts";

const rows = { forward: 0, backward: 2.5, gradients: 4.4 };
const pitch = 5.2;

/** Draws a network of this number of layers. */
export function backPropagation({ layers = 3 }: { readonly layers?: number } = {}): Structure {
  const numbers = range(layers).map((i) => i + 1);
  return {
    kind: "structure",
    title: words("Back-propagation: one pass forward, one pass backward", "反向传播：前向计算与反向传播误差项"),
    description: words(
      `Forward, each of the ${layers} layers computes its net input z and its activation a. Backward, the error term δ of each layer is computed from that of the next layer. ` +
        "The gradient of a weight matrix is the product of the layer's error term and the activation before it.",
      `前向时，${layers} 层依次计算净输入 z 和活性值 a；反向时，每一层的误差项 δ 由后一层的误差项算出。权重矩阵的梯度等于本层误差项与前一层活性值的乘积。`,
    ),
    nodes: [
      unit("a0", [0, rows.forward], "*x*", { role: "input", size: [1.1, 1.1] }),
      ...numbers.flatMap(layerNodes),
      operator("loss", [pitch * layers + 2.1, rows.forward], "L", { role: "target", size: [1.1, 1.1] }),
    ],
    edges: numbers.flatMap((layer) => layerEdges(layer, layers)),
    keys: [
      { text: words("forward: values", "前向：计算各层的值"), role: "state" },
      { text: words("backward: error terms", "反向：传播误差项"), role: "gradient", dashed: true },
    ],
    notes: [
      words(
        "δ^{(l)} = ∂L/∂*z*^{(l)} = f_l′(*z*^{(l)}) ⊙ (*W*^{(l+1)})^T δ^{(l+1)}",
        "误差项 δ^{(l)} = ∂L/∂*z*^{(l)} = f_l′(*z*^{(l)}) ⊙ (*W*^{(l+1)})^T δ^{(l+1)}",
      ),
    ],
  };
}

function layerNodes(layer: number): StructureNode[] {
  const x = pitch * layer;
  return [
    unit(`z${layer}`, [x - 2.1, rows.forward], `*z*^{(${layer})}`, { role: "state", size: [1.1, 1.1] }),
    unit(`a${layer}`, [x, rows.forward], `*a*^{(${layer})}`, { role: "state", size: [1.1, 1.1] }),
    box(`δ${layer}`, [x - 2.1, rows.backward], `δ^{(${layer})}`, { role: "gradient", size: [1.1, 0.9] }),
    text(`g${layer}`, [x - 2.1, rows.gradients], `∂L/∂*W*^{(${layer})} = δ^{(${layer})} (*a*^{(${layer - 1})})^T`, {
      role: "gradient",
      detail: `∂L/∂*b*^{(${layer})} = δ^{(${layer})}`,
    }),
  ];
}

function layerEdges(layer: number, layers: number): StructureEdge[] {
  const back = { role: "gradient", dashed: true } as const;
  const last = layer === layers;
  return [
    edge(`a${layer - 1}`, `z${layer}`, { role: "state", label: { text: `*W*^{(${layer})}, *b*^{(${layer})}` } }),
    edge(`z${layer}`, `a${layer}`, { role: "state", label: { text: `f_${layer}` } }),
    edge(`z${layer}`, `δ${layer}`, { label: { text: `f_${layer}′(*z*^{(${layer})})`, side: "right" } }),
    edge(`δ${layer}`, `g${layer}`, back),
    last
      ? edge(`a${layer}`, "loss", { role: "state" })
      : edge(`δ${layer + 1}`, `δ${layer}`, { ...back, label: { text: `(*W*^{(${layer + 1})})^T` } }),
    ...(last
      ? [
          edge(at("loss", "below"), at(`δ${layer}`, "right"), {
            ...back,
            route: "elbow",
            label: { text: `∂L/∂*a*^{(${layer})}`, at: 0.72, side: "above" },
          } as const),
        ]
      : []),
  ];
}
