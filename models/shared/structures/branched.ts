/** A feed-forward network that is not a chain: two branches and a skip connection, with the parameters on the edges. */
import type { Structure } from "../../figure.ts";
import { box, dot, edge, line, operator, text, words } from "./parts.ts";

const [wide, deep, skip] = [0, -2.2, 2.2];

export function branchedNetwork(): Structure {
  return {
    kind: "structure",
    title: words("A feed-forward network as a directed acyclic graph", "前馈网络：有向无环图"),
    description: words(
      "The input takes three ways: through a wide layer, through two narrow layers one after another, and directly along a skip connection. The results of both branches are joined and go through the output layer; the skip connection is added.",
      "输入走三条路：一条经过一个宽的层，一条先后经过两个窄的层，还有一条跨层直连。两条支路的结果拼在一起经过输出层，再加上跨层连接的结果。",
    ),
    nodes: [
      text("x", [0, wide], "*x*", { role: "input" }),
      dot("fork", [1.4, wide], "input"),
      box("deep1", [4.2, deep], "tanh", { size: [1.5, 0.9] }),
      box("deep2", [8, deep], "ReLU", { size: [1.5, 0.9] }),
      box("wide", [6.1, wide], "ReLU", { size: [1.5, 0.9] }),
      operator("join", [10.7, wide], "[ ; ]", { size: [1.1, 1.1] }),
      operator("add", [13.9, wide], "+", { size: [0.9, 0.9] }),
      text("z", [15.9, wide], "*z*", { role: "state" }),
    ],
    edges: [
      line("x", "fork", { role: "input" }),
      edge("fork", "deep1", { role: "weight", via: [[1.4, deep]], label: { text: "*W*_2, *b*_2", at: 0.78 } }),
      edge("deep1", "deep2", { role: "weight", label: { text: "*W*_3, *b*_3" } }),
      edge("deep2", "join", { via: [[10.7, deep]] }),
      edge("fork", "wide", { role: "weight", label: { text: "*W*_1, *b*_1" } }),
      edge("wide", "join"),
      edge("join", "add", { role: "weight", label: { text: "*W*_o, *b*_o" } }),
      edge("fork", "add", {
        role: "weight",
        via: [
          [1.4, skip],
          [13.9, skip],
        ],
        label: { text: words("*W*_s: skip connection", "*W*_s：跨层连接") },
      }),
      edge("add", "z", { role: "state" }),
    ],
  };
}
