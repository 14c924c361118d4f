/** The cell of a gated recurrent unit, as computed by `GRUCell`. */
import type { Structure, StructureEdge, StructureNode } from "../../figure.ts";
import { at, box, dot, edge, line, operator, text, words } from "./parts.ts";

/** Rows: the state at the top, the gates below it, and two lines that carry h_{t-1} and x_t to the gates. */
const rows = { state: 1.2, share: 3, gates: 5, below: 6.5, input: 7.3 };
const columns = { fork: 0.8, x: 1.7, update: 2.6, share: 4.8, reset: 5.2, recall: 7.3, candidate: 9.6 };
/** Distance of the two lines into a gate from its middle. */
const apart = 0.4;

export function gruCell(): Structure {
  return {
    kind: "structure",
    title: words("Gated recurrent unit (GRU): one time step", "门控循环单元（GRU）的结构"),
    description: words(
      "The new state is a mixture of the previous state and a candidate state. The update gate z sets the share of the previous state, 1 − z that of the candidate. " +
        "The reset gate r multiplies the part of the candidate that comes from the previous state.",
      "新的状态是上一时刻状态与候选状态的加权平均：更新门 z 是旧状态的权重，1 − z 是候选状态的权重。重置门 r 控制候选状态中来自上一时刻状态的部分。",
    ),
    groups: [{ box: [0, 0, 11.9, 8.1] }],
    nodes: nodes(),
    edges: [...states(), ...inputs()],
    notes: [
      "*z*_t = σ(*W*_z *x*_t + *U*_z *h*_{t-1} + *b*_z)  *r*_t = σ(*W*_r *x*_t + *U*_r *h*_{t-1} + *b*_r)",
      "*h̃*_t = tanh(*W*_h *x*_t + *b*_h + *r*_t ⊙ (*U*_h *h*_{t-1} + *c*_h))",
      "*h*_t = *z*_t ⊙ *h*_{t-1} + (1 − *z*_t) ⊙ *h̃*_t",
      words(
        "Hebb, PyTorch and cuDNN apply the reset gate after *U*_h; Cho et al. apply it before: *U*_h(*r*_t\u00a0⊙\u00a0*h*_{t-1}).",
        "Hebb 与 PyTorch、cuDNN 先乘 *U*_h 再乘重置门；Cho 等人的论文先乘重置门：*U*_h(*r*_t\u00a0⊙\u00a0*h*_{t-1})。",
      ),
    ],
  };
}

function nodes(): StructureNode[] {
  const size = [2.1, 1.15] as const;
  return [
    text("before", [-1, rows.state], "*h*_{t-1}", { role: "state" }),
    text("after", [12.8, rows.state], "*h*_t", { role: "state" }),
    text("x", [columns.x, 8.9], "*x*_t", { role: "input" }),
    dot("fork-state", [columns.fork, rows.state], "state"),
    dot("fork-share", [columns.update, rows.share], "forget"),
    box("update", [columns.update, rows.gates], "σ", { detail: words("update gate", "更新门"), role: "forget", size }),
    box("reset", [columns.reset, rows.gates], "σ", { detail: words("reset gate", "重置门"), role: "enter", size }),
    box("candidate", [columns.candidate, rows.gates], "tanh", {
      detail: words("candidate", "候选状态"),
      role: "candidate",
      size,
    }),
    box("recurrent", [columns.recall, rows.below], "*U*_h", { role: "weight", size: [0.9, 0.75] }),
    ...(["update", "reset"] as const).flatMap((gate) => [
      dot(`${gate}-state`, [columns[gate] - apart, rows.below], "state"),
      dot(`${gate}-input`, [columns[gate] + apart, rows.input], "input"),
    ]),
    operator("recall", [columns.recall, rows.gates], "×"),
    operator("rest", [columns.share, rows.share], "1 −"),
    operator("keep", [columns.update, rows.state], "×"),
    operator("take", [columns.candidate, rows.share], "×"),
    operator("add", [columns.candidate, rows.state], "+"),
  ];
}

function states(): StructureEdge[] {
  return [
    line("before", "fork-state", { role: "state" }),
    edge("fork-state", "keep", { role: "state" }),
    edge("keep", "add", { role: "state" }),
    edge("add", "after", { role: "state" }),
    line("update", "fork-share", { role: "forget", label: { text: "*z*_t", side: "right" } }),
    edge("fork-share", "keep", { role: "forget" }),
    edge("fork-share", "rest", { role: "forget" }),
    edge("rest", "take", { role: "forget", label: { text: "1 − *z*_t", at: 0.45 } }),
    edge("candidate", "take", { role: "candidate", label: { text: "*h̃*_t", side: "right" } }),
    edge("take", "add"),
    edge("reset", "recall", { role: "enter", label: { text: "*r*_t" } }),
    edge("recurrent", "recall"),
    edge("recall", "candidate"),
  ];
}

/** The line of h_{t-1} feeds both gates and U_h; below it, the line of x_t feeds both gates and the candidate. */
function inputs(): StructureEdge[] {
  return [
    edge("fork-state", at("recurrent", "left"), { role: "state", via: [[columns.fork, rows.below]] }),
    edge("x", at("candidate", "below"), {
      role: "input",
      via: [
        [columns.x, rows.input],
        [columns.candidate, rows.input],
      ],
    }),
    ...(["update", "reset"] as const).flatMap((gate) => [
      edge(`${gate}-state`, at(gate, "below", -apart), { role: "state" }),
      edge(`${gate}-input`, at(gate, "below", apart), { role: "input" }),
    ]),
  ];
}
