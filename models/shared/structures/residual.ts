/** A residual block: layers, and a connection that adds their input to their output. */
import type { Structure } from "../../figure.ts";
import { box, dot, edge, line, operator, text, words } from "./parts.ts";

export interface ResidualOptions {
  /** Layers inside of the block. Default: two convolutions. */
  readonly layers?: readonly [first: string, second: string];
}

export function residualBlock({ layers = ["Conv2d", "Conv2d"] }: ResidualOptions = {}): Structure {
  return {
    kind: "structure",
    title: words("Residual block", "残差单元的结构"),
    description: words(
      "The input takes two ways: through two layers, which compute F(x), and unchanged along the skip connection. Both are added, and the sum goes through an activation function.",
      "输入走两条路：一条经过两层得到 F(x)，另一条不变，直接跨过这两层。两者相加，再经过激活函数。",
    ),
    groups: [{ title: "F(*x*)", box: [1.9, -1.1, 7.8, 2.2], place: "bottom" }],
    nodes: [
      text("x", [0, 0], "*x*", { role: "input" }),
      dot("fork", [1.3, 0], "input"),
      box("first", [3.3, 0], layers[0], { size: [1.9, 0.9] }),
      operator("inner", [5.8, 0], "ReLU"),
      box("second", [8.3, 0], layers[1], { size: [1.9, 0.9] }),
      operator("add", [10.8, 0], "+", { size: [0.8, 0.8] }),
      operator("outer", [13.9, 0], "ReLU"),
      text("y", [15.9, 0], "*y*", { role: "state" }),
    ],
    edges: [
      line("x", "fork", { role: "input" }),
      edge("fork", "first", { role: "input" }),
      edge("first", "inner"),
      edge("inner", "second"),
      edge("second", "add"),
      edge("fork", "add", {
        role: "input",
        via: [
          [1.3, -1.9],
          [10.8, -1.9],
        ],
        label: { text: words("skip connection: *x* unchanged", "直连边：*x* 保持不变") },
      }),
      edge("add", "outer", { label: { text: "F(*x*) + *x*" } }),
      edge("outer", "y", { role: "state" }),
    ],
  };
}
