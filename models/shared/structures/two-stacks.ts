/** A Turing machine as a recurrent network: the tape as two stacks, each of which is one number. */
import type { Structure } from "../../figure.ts";
import { box, edge, range, text, words } from "./parts.ts";

const [left, right] = [
  ["1", "0", "1"],
  ["0", "1"],
];

export function twoStacks(): Structure {
  const cell = (id: string, x: number, symbol: string, role: "state" | "input") =>
    box(id, [x, 0], symbol, { role, size: [0.9, 0.9] });
  return {
    kind: "structure",
    title: words("A tape as two stacks, and a stack as one number", "一条带子是两个栈，一个栈是一个数"),
    description: words(
      "The head stands between two halves of the tape. The half to its left is a stack, and so is the half to its right: moving the head pops a symbol from one and pushes it onto the other. Each stack is one number, whose digits in base 4 are the symbols.",
      "读写头站在带子的两半之间。左边一半是一个栈，右边一半也是：读写头移动一格，就是从一个栈弹出一个符号，压进另一个栈。每个栈是一个数，它的四进制数位就是各个符号。",
    ),
    nodes: [
      ...range(left.length).map((i) => cell(`l${i}`, i, left[i]!, "state")),
      text("head", [left.length + 0.4, 0], words("head", "读写头"), { role: "cell" }),
      ...range(right.length).map((i) => cell(`r${i}`, left.length + 1.8 + i, right[i]!, "input")),
      box("s", [1, 2.4], "s_1 = Σ_i c_i 4^{−i}", { role: "state", size: [3.2, 0.9] }),
      box("t", [left.length + 2.3, 2.4], "s_2 = Σ_i d_i 4^{−i}", { role: "input", size: [3.2, 0.9] }),
      text("push", [-1.4, 4], words("push: *s* ← *s*/4 + c/4", "压入：*s* ← *s*/4 + c/4"), { role: "plain" }),
      text("pop", [left.length + 3.2, 4], words("pop: *s* ← 4*s* − c", "弹出：*s* ← 4*s* − c"), { role: "plain" }),
    ],
    edges: [edge("l1", "s", { role: "state" }), edge("r0", "t", { role: "input" })],
    notes: [
      words("digit c = 1 stands for the bit 0, and c = 3 for the bit 1", "数位 c = 1 表示比特 0，c = 3 表示比特 1"),
    ],
  };
}
