/** A neural Turing machine: a controller with a write head and a read head over an external memory. */
import type { Structure, StructureEdge } from "../../figure.ts";
import { at, box, edge, operator, text, words } from "./parts.ts";

const columns = { controller: 0, address: 5.2, head: 9.2, memory: 12.8 };
const rows = { answer: -2, vectors: -0.9, write: 1, middle: 2.4, read: 3.8, back: 5.6, input: 6.4 };

export function turingMachine(): Structure {
  return {
    kind: "structure",
    title: words("Neural Turing machine: one time step", "神经图灵机：一个时间步"),
    description: words(
      "The controller reads the input and what was read in the last step. It moves a write head, which erases and adds in the memory, and a read head. " +
        "A head has a weight for every slot: it compares a key with the slots, interpolates with its last weights, shifts and sharpens. The controller gives the output from its state and what is read.",
      "控制器读入当前输入和上一步读出的内容，移动写头和读头：写头在记忆中先擦除、再写入，读头读出。读写头给每个记忆片段一个权重：先按内容比较，再与上一步的权重插值，然后移动、锐化。控制器根据自己的状态和读出的内容给出输出。",
    ),
    groups: [{ title: words("external memory", "外部记忆"), box: [columns.memory - 1.7, -0.5, 3.4, 5.9] }],
    nodes: [
      text("x", [columns.controller - 0.7, rows.input], "*x*_t", { role: "input" }),
      text("y", [columns.controller - 0.7, rows.answer], "*y*_t", { role: "target" }),
      box("controller", [columns.controller, rows.middle], words("controller", "控制器"), {
        detail: "*h*_t",
        role: "state",
        size: [3.2, 4],
      }),
      address("write-address", rows.write),
      address("read-address", rows.read),
      operator("write", [columns.head, rows.write], words("erase, add", "擦除、写入"), { role: "enter" }),
      operator("read", [columns.head, rows.read], "Σ", { role: "emit", size: [0.95, 0.95] }),
      {
        id: "memory",
        shape: "cells",
        at: [columns.memory, rows.middle],
        cells: { rows: 8, columns: 5, size: 0.45 },
        role: "cell",
        caption: { text: "*M*_t", side: "below" },
      },
    ],
    edges: edges(),
    notes: [
      "*w*_t ← softmax(β cos(*k*, *M*_i))\u2003\u2003*w*_t ← g *w*_t + (1 - g) *w*_{t-1}",
      words("then shift by *s* and sharpen by γ", "再按 *s* 移动，按 γ 锐化"),
      "*M*_t = *M*_{t-1} ⊙ (1 - *w*_t *e*_t^T) + *w*_t *a*_t^T\u2003\u2003*r*_t = *M*_t^T *v*_t",
    ],
  };
}

function address(id: string, y: number) {
  return box(id, [columns.address, y], words("addressing", "寻址"), { role: "probability", size: [2.6, 1.2] });
}

function edges(): StructureEdge[] {
  const beside = rows.read - rows.middle;
  return [
    edge("x", at("controller", "below", -0.7), { role: "input" }),
    edge(at("controller", "above", -0.7), "y", { role: "target" }),
    edge(at("controller", "right", -beside), "write-address"),
    edge(at("controller", "right", beside), "read-address"),
    edge("write-address", "write", { role: "probability", label: { text: "*w*_t" } }),
    edge("read-address", "read", { role: "probability", label: { text: "*v*_t" } }),
    edge(at("controller", "above", 0.7), at("write", "above"), {
      role: "enter",
      via: [
        [columns.controller + 0.7, rows.vectors],
        [columns.head, rows.vectors],
      ],
      label: { text: "*e*_t, *a*_t" },
    }),
    edge("write", at("memory", "left", -beside), { role: "enter" }),
    edge(at("memory", "left", beside), "read", { role: "emit" }),
    edge(at("read", "below"), at("controller", "below", 0.7), {
      role: "emit",
      via: [
        [columns.head, rows.back],
        [columns.controller + 0.7, rows.back],
      ],
      label: { text: "*r*_t" },
    }),
  ];
}
