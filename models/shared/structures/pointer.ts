/** A pointer network: the attention distribution over the inputs is the output. */
import type { Structure, StructureEdge, StructureNode } from "../../figure.ts";
import { at, box, edge, range, text, unit, words } from "./parts.ts";

export interface PointerOptions {
  /** Probabilities of the inputs. Default: four. */
  readonly probabilities?: readonly number[];
}

const pitch = 2.1;
const rows = { output: 0, softmax: 1.9, encoder: 4.1, input: 6 };

export function pointerNetwork({ probabilities = [0.1, 0.05, 0.8, 0.05] }: PointerOptions = {}): Structure {
  const last = pitch * (probabilities.length - 1);
  const best = probabilities.indexOf(Math.max(...probabilities));
  const decoder = last + 3.2;
  return {
    kind: "structure",
    title: words("Pointer network", "指针网络"),
    description: words(
      `The state of the decoder is the query for the states of ${probabilities.length} inputs. The softmax of the scores is the output: it points to input ${best + 1}. There is no weighted sum.`,
      `解码器的状态作为查询，与 ${probabilities.length} 个输入的状态打分。softmax 的结果直接作为输出，指向第 ${best + 1} 个输入，不再加权求和。`,
    ),
    groups: [{ title: words("encoder", "编码器"), box: [-2.2, rows.encoder - 0.8, last + 3.2, 3.5] }],
    nodes: [
      ...probabilities.flatMap((probability, i) => itemNodes(i, probability)),
      box("softmax", [last / 2, rows.softmax], words("softmax of the scores", "对打分做 softmax"), {
        role: "probability",
        size: [last + 1.6, 0.9],
      }),
      unit("query", [decoder, rows.encoder], "*s*_t", {
        role: "state",
        caption: { text: words("state of the decoder", "解码器状态"), side: "below" },
      }),
      text("output", [decoder, rows.output], words(`output: position ${best + 1}`, `输出：位置 ${best + 1}`), {
        role: "probability",
      }),
    ],
    edges: [
      ...range(probabilities.length).flatMap((i) => itemEdges(i, pitch * i - last / 2)),
      edge(at("query", "above"), at("softmax", "right"), { role: "state", route: "elbow" }),
      outputEdge(best, decoder),
    ],
    scale: { label: words("probability", "概率"), colors: "sequential", domain: [0, 1] },
    notes: ["p(c_t = i | *x*) = softmax_i(*v*^T tanh(*W* *h*_i + *U* *s*_t))"],
  };
}

function itemNodes(i: number, probability: number): StructureNode[] {
  const x = pitch * i;
  return [
    unit(`p${i}`, [x, rows.output], `p_${i + 1}`, { role: "probability", size: [0.95, 0.95], value: probability }),
    unit(`h${i}`, [x, rows.encoder], `*h*_${i + 1}`, { role: "state" }),
    unit(`x${i}`, [x, rows.input], `*x*_${i + 1}`, { role: "input" }),
  ];
}

function itemEdges(i: number, shift: number): StructureEdge[] {
  return [
    edge(`x${i}`, `h${i}`, { role: "input" }),
    ...(i === 0 ? [] : [edge(`h${i - 1}`, `h${i}`, { role: "state", dashed: true })]),
    edge(`h${i}`, at("softmax", "below", shift)),
    edge(at("softmax", "above", shift), `p${i}`, { role: "probability" }),
  ];
}

/** The edge from the most probable input to the output, above the other inputs. */
function outputEdge(best: number, column: number): StructureEdge {
  return edge(at(`p${best}`, "above"), at("output", "above"), {
    role: "probability",
    via: [
      [pitch * best, rows.output - 1.2],
      [column, rows.output - 1.2],
    ],
  });
}
