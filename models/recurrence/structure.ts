/** Three ways from one state to the next: a sum, a sum whose terms depend on the state, and gates. */
import type { Structure, StructureEdge, StructureNode } from "../figure.ts";
import { at, box, edge, operator, text, unit, words } from "../shared/structures/parts.ts";

const rows = { title: -1.5, state: 0, gate: 1.7, update: 3.4, input: 5.4 };
/** Distance of two diagrams, and the columns within one. */
const pitch = 7.2;
const columns = { before: 0, keep: 1.6, add: 3, after: 4.8 };

export function recurrences(): Structure {
  return {
    kind: "structure",
    title: words("Three recurrences", "三种循环方式"),
    description: words(
      "Left: a term that depends on the input only is added to the state. Middle: the term also depends on the previous state. " +
        "Right: a forget gate multiplies the old state, and an input gate multiplies the term, before they are added.",
      "左：只由输入算出一项，加到状态上。中：这一项也依赖上一时刻的状态。右：遗忘门先乘旧状态，输入门先乘新的一项，然后再相加。",
    ),
    nodes: [0, 1, 2].flatMap(nodesOf),
    edges: [0, 1, 2].flatMap(edgesOf),
    notes: [
      "*h*_t = *h*_{t-1} + g(*x*_t)\u2003\u2003*h*_t = *h*_{t-1} + g(*x*_t, *h*_{t-1})",
      "*c*_t = *f*_t ⊙ *c*_{t-1} + *i*_t ⊙ g(*x*_t, *h*_{t-1})",
    ],
  };
}

const titles = [words("linear", "线性"), words("additive", "累加"), words("gated", "门控")] as const;
const terms = ["g(*x*_t)", "g(*x*_t, *h*_{t-1})", "g(*x*_t, *h*_{t-1})"] as const;

function nodesOf(which: number): StructureNode[] {
  const x = pitch * which;
  const state = which === 2 ? "*c*" : "*h*";
  return [
    text(`title${which}`, [x + 2.4, rows.title], titles[which]!),
    unit(`before${which}`, [x + columns.before, rows.state], `${state}_{t-1}`, { role: "state", size: [1.25, 1.25] }),
    operator(`add${which}`, [x + columns.add, rows.state], "+"),
    unit(`after${which}`, [x + columns.after, rows.state], `${state}_t`, { role: "state", size: [1.25, 1.25] }),
    box(`g${which}`, [x + columns.add, rows.update], terms[which]!, { role: "candidate", size: [2.7, 1] }),
    unit(`x${which}`, [x + columns.add, rows.input], "*x*_t", { role: "input" }),
    ...(which === 2
      ? [
          operator("keep", [x + columns.keep, rows.state], "×"),
          operator("enter", [x + columns.add, rows.gate], "×"),
          text("f", [x + columns.keep, rows.gate], "*f*_t", { role: "forget" }),
          text("i", [x + columns.after - 0.3, rows.gate], "*i*_t", { role: "enter" }),
        ]
      : []),
  ];
}

function edgesOf(which: number): StructureEdge[] {
  const state = { role: "state" } as const;
  const [before, add, after, g] = [`before${which}`, `add${which}`, `after${which}`, `g${which}`];
  const term = { role: "candidate" } as const;
  return [
    edge(add, after, state),
    edge(`x${which}`, g, { role: "input" }),
    ...(which === 0
      ? []
      : [edge(at(before, "below"), at(g, "left"), { role: "weight", dashed: true, route: "elbow" })]),
    ...(which === 2
      ? [
          edge(before, "keep", state),
          edge("keep", add, state),
          edge("f", "keep", { role: "forget" }),
          edge(g, "enter", term),
          edge("i", "enter", { role: "enter" }),
          edge("enter", add, term),
        ]
      : [edge(before, add, state), edge(g, add, term)]),
  ];
}
