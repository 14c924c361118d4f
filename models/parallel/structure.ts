/** A linear recurrence of four steps: as a chain, and as a tree of compositions. */
import type { Structure, StructureEdge, StructureNode } from "../figure.ts";
import { edge, operator, range, unit, words } from "../shared/structures/parts.ts";

const steps = 4;
const pitch = 2.4;
/** Column of the first map of the tree. */
const start = 12.8;
const rows = { state: 1.2, map: 3.4, pairs: 1.5, all: -0.5 };

/** Compositions of the tree: the ranges of their elements, and their positions. */
const composed = [
  { id: "12", label: "1–2", at: [start + pitch * 0.7, rows.pairs], parts: ["t1", "t2"] },
  { id: "34", label: "3–4", at: [start + pitch * 2.7, rows.pairs], parts: ["t3", "t4"] },
  { id: "13", label: "1–3", at: [start + pitch * 1.7, rows.all], parts: ["12", "t3"] },
  { id: "14", label: "1–4", at: [start + pitch * 2.7, rows.all], parts: ["12", "34"] },
] as const;

export function chainAndTree(): Structure {
  return {
    kind: "structure",
    title: words("A linear recurrence as a chain and as a tree", "线性循环：一条链，一棵树"),
    description: words(
      "Left: four maps are applied to the state one after another, a chain of four steps. Right: neighboring maps are composed first; two levels of compositions give the maps from the beginning to every step, and each gives a state.",
      "左：四个映射先后作用在状态上，是四步的链。右：先把相邻的映射复合起来，只要两层，就得到从头到每一步的映射，各自给出一个状态。",
    ),
    groups: [
      { title: words("chain: four steps", "链：四步"), box: [-1.2, -1.9, 11.9, 6.6] },
      { title: words("tree: two levels", "树：两层"), box: [start - 1.3, -1.9, pitch * (steps - 1) + 2.6, 6.6] },
    ],
    nodes: [...chainNodes(), ...treeNodes()],
    edges: [...chainEdges(), ...treeEdges()],
    notes: [
      words(
        "m_t: *h* ↦ *a*_t ⊙ *h* + *b*_t\u2003\u2003*h*_0 = 0",
        "m_t：*h* ↦ *a*_t ⊙ *h* + *b*_t\u2003\u2003*h*_0 = 0",
      ),
      words(
        "m_2 ∘ m_1: *h* ↦ (*a*_2 ⊙ *a*_1) ⊙ *h* + (*a*_2 ⊙ *b*_1 + *b*_2), a map of the same kind",
        "m_2 ∘ m_1：*h* ↦ (*a*_2 ⊙ *a*_1) ⊙ *h* + (*a*_2 ⊙ *b*_1 + *b*_2)，还是同样的映射",
      ),
      words("A prefix, such as 1–3, is the map from *h*_0 to a state", "前缀（如 1–3）是从 *h*_0 到一个状态的映射"),
    ],
  };
}

const size = [1.05, 1.05] as const;

function chainNodes(): StructureNode[] {
  return [
    ...range(steps + 1).map((t) => unit(`h${t}`, [pitch * t, rows.state], `*h*_${t}`, { role: "state", size })),
    ...range(steps).map((t) =>
      operator(`c${t + 1}`, [pitch * (t + 1), rows.map], `m_${t + 1}`, { role: "input", size }),
    ),
  ];
}

function chainEdges(): StructureEdge[] {
  return range(steps).flatMap((t) => [
    edge(`h${t}`, `h${t + 1}`, { role: "weight" }),
    edge(`c${t + 1}`, `h${t + 1}`, { role: "input" }),
  ]);
}

function treeNodes(): StructureNode[] {
  return [
    ...range(steps).map((t) =>
      operator(`t${t + 1}`, [start + pitch * t, rows.map], `m_${t + 1}`, { role: "input", size }),
    ),
    ...composed.map(({ id, label, at }) =>
      operator(id, at, label, { role: id.startsWith("1") ? "state" : "plain", size: [1.3, 1] }),
    ),
  ];
}

function treeEdges(): StructureEdge[] {
  return composed.flatMap(({ id, parts }) => parts.map((part) => edge(part, id, { role: "weight" })));
}
