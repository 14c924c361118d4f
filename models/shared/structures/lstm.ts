/** The cell of a long short-term memory, as computed by `LSTMCell`. */
import type { Structure, StructureEdge, StructureNode } from "../../figure.ts";
import { at, box, dot, edge, line, operator, text, words } from "./parts.ts";

/** Rows of the diagram: the cell state at the top, the line with the inputs of all gates at the bottom. */
const rows = { cell: 1.2, tanh: 2.3, product: 3.4, gates: 5.2, inputs: 6.6 };
const columns = { forget: 2.2, enter: 4.7, merge: 5.95, candidate: 7.2, emit: 9.7, output: 11.4 };

export function lstmCell(): Structure {
  return {
    kind: "structure",
    title: words("Long short-term memory (LSTM): one time step", "长短期记忆网络（LSTM）的循环单元"),
    description: words(
      "The cell state runs along the top: it is multiplied by the forget gate, then the product of input gate and candidate state is added. " +
        "Its tanh, multiplied by the output gate, is the new hidden state. All gates read the input and the previous hidden state.",
      "上方是记忆单元的状态：先与遗忘门逐元素相乘，再加上输入门与候选状态的乘积。新状态经过 tanh，乘以输出门，得到新的隐状态。三个门和候选状态都由当前输入和上一时刻的隐状态算出。",
    ),
    groups: [{ box: [0, 0, 12.6, 7.5] }],
    nodes: [...ends(), ...gates(), ...operators()],
    edges: [...cellState(), ...gateWires(), ...inputs()],
    notes: [
      "*f*_t = σ(*W*_f *x*_t + *U*_f *h*_{t-1} + *b*_f)  *i*_t = σ(*W*_i *x*_t + *U*_i *h*_{t-1} + *b*_i)",
      "*o*_t = σ(*W*_o *x*_t + *U*_o *h*_{t-1} + *b*_o)  *c̃*_t = tanh(*W*_c *x*_t + *U*_c *h*_{t-1} + *b*_c)",
      "*c*_t = *f*_t ⊙ *c*_{t-1} + *i*_t ⊙ *c̃*_t  *h*_t = *o*_t ⊙ tanh(*c*_t)",
    ],
  };
}

function ends(): StructureNode[] {
  return [
    text("before-cell", [-1, rows.cell], "*c*_{t-1}", { role: "cell" }),
    text("after-cell", [13.5, rows.cell], "*c*_t", { role: "cell" }),
    text("before", [-1, rows.inputs], "*h*_{t-1}", { role: "state" }),
    text("after", [13.5, rows.inputs], "*h*_t", { role: "state" }),
    text("x", [0.9, 8.3], "*x*_t", { role: "input" }),
    dot("joint", [0.9, rows.inputs]),
    dot("fork-forget", [columns.forget, rows.inputs]),
    dot("fork-enter", [columns.enter, rows.inputs]),
    dot("fork-candidate", [columns.candidate, rows.inputs]),
    dot("fork-cell", [columns.output, rows.cell], "cell"),
  ];
}

function gates(): StructureNode[] {
  const size = [2.1, 1.15] as const;
  return [
    box("forget", [columns.forget, rows.gates], "σ", {
      detail: words("forget gate", "遗忘门"),
      role: "forget",
      size,
    }),
    box("enter", [columns.enter, rows.gates], "σ", { detail: words("input gate", "输入门"), role: "enter", size }),
    box("candidate", [columns.candidate, rows.gates], "tanh", {
      detail: words("candidate", "候选状态"),
      role: "candidate",
      size,
    }),
    box("emit", [columns.emit, rows.gates], "σ", { detail: words("output gate", "输出门"), role: "emit", size }),
  ];
}

function operators(): StructureNode[] {
  return [
    operator("keep", [columns.forget, rows.cell], "×"),
    operator("add", [columns.merge, rows.cell], "+"),
    operator("take", [columns.merge, rows.product], "×"),
    operator("squash", [columns.output, rows.tanh], "tanh"),
    operator("show", [columns.output, rows.product], "×"),
  ];
}

function cellState(): StructureEdge[] {
  return [
    edge("before-cell", "keep", { role: "cell" }),
    edge("keep", "add", { role: "cell" }),
    line("add", "fork-cell", { role: "cell" }),
    edge("fork-cell", "after-cell", { role: "cell" }),
    edge("fork-cell", "squash", { role: "cell" }),
    edge("squash", "show", { role: "cell" }),
    edge("take", "add"),
    edge("show", at("after", "left"), { role: "state", route: "elbow", via: [[columns.output, rows.inputs]] }),
  ];
}

function gateWires(): StructureEdge[] {
  const label = (text: string) => ({ text, side: "right" as const });
  return [
    edge("forget", "keep", { role: "forget", label: label("*f*_t") }),
    edge(at("enter", "above"), at("take", "left"), {
      role: "enter",
      route: "elbow",
      label: { text: "*i*_t", at: 0.3, side: "left" },
    }),
    edge(at("candidate", "above"), at("take", "right"), {
      role: "candidate",
      route: "elbow",
      label: { text: "*c̃*_t", at: 0.3, side: "right" },
    }),
    edge(at("emit", "above"), at("show", "left"), {
      role: "emit",
      route: "elbow",
      label: { text: "*o*_t", at: 0.22, side: "right" },
    }),
  ];
}

function inputs(): StructureEdge[] {
  return [
    line("before", "joint", { role: "state" }),
    line("x", "joint", { role: "input" }),
    line("joint", "fork-forget"),
    line("fork-forget", "fork-enter"),
    line("fork-enter", "fork-candidate"),
    edge("fork-forget", "forget"),
    edge("fork-enter", "enter"),
    edge("fork-candidate", "candidate"),
    edge("fork-candidate", at("emit", "below"), { route: "elbow", via: [[columns.emit, rows.inputs]] }),
  ];
}
