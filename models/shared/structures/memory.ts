/** An end-to-end memory network: one hop of reading from the memory with a query. */
import type { Structure, StructureEdge } from "../../figure.ts";
import { at, box, dot, edge, line, operator, text, unit, words } from "./parts.ts";

const columns = { facts: 0, memory: 3.6, query: 9, fork: 11.6, output: 14 };

export function memoryHop(): Structure {
  return {
    kind: "structure",
    title: words("End-to-end memory network: one hop", "端到端记忆网络：一次读取（一跳）"),
    description: words(
      "Each fact is stored twice: as an address for the comparison with the query, and as a content. The softmax of the comparisons weights the contents. " +
        "Their sum is added to the query; the result answers the question or is the query of the next hop.",
      "每条信息存成两份：一份作为地址，与查询比较；一份作为内容，用于读出。对比较结果做 softmax 得到权重，对内容加权求和，再与查询相加。结果用来回答问题，或作为下一跳的查询。",
    ),
    groups: [{ title: words("external memory", "外部记忆"), box: [1.9, -1.4, 3.4, 7.2] }],
    nodes: [
      text("facts", [columns.facts - 0.5, 2.2], words("facts\n*m*_1, …, *m*_N", "输入信息\n*m*_1, …, *m*_N"), {
        role: "input",
      }),
      dot("split", [1.3, 2.2], "input"),
      dot("fork", [columns.fork, 0.4], "state"),
      memory("addresses", 4, words("addresses A", "地址 A")),
      memory("contents", 0.4, words("contents C", "内容 C")),
      operator("score", [6.6, 4], "·", { caption: { text: words("score", "打分"), side: "below" } }),
      operator("softmax", [6.6, 2.2], "softmax", { role: "probability" }),
      operator("read", [6.6, 0.4], "Σ", { size: [0.95, 0.95] }),
      unit("query", [columns.query, 4], "*u*", {
        role: "target",
        caption: { text: words("query", "查询"), side: "below" },
      }),
      operator("add", [columns.query, 0.4], "+"),
      box("answer", [columns.output, 0.4], "softmax(*W* *u*′)", { role: "state" }),
      text("next", [columns.output, 2.6], words("or the next hop", "或进入下一跳"), { role: "target" }),
    ],
    edges: edges(),
    notes: ["α_n = softmax_n(*u*^T *a*_n)\u2003\u2003*o* = Σ_n α_n *c*_n"],
  };
}

function memory(id: string, y: number, name: ReturnType<typeof words>) {
  return {
    id,
    shape: "cells" as const,
    at: [columns.memory, y] as const,
    cells: { rows: 4, columns: 5, size: 0.45 },
    role: "cell" as const,
    caption: { text: name, side: "below" as const },
  };
}

function edges(): StructureEdge[] {
  return [
    ...["addresses", "contents"].map((id) => edge("split", at(id, "left"), { role: "input", route: "elbow" as const })),
    line(at("facts", "right"), "split", { role: "input" }),
    edge("addresses", "score"),
    edge("query", "score", { role: "target" }),
    edge("score", "softmax"),
    edge("softmax", "read", { role: "probability", label: { text: "α_n" } }),
    edge("contents", "read"),
    edge("read", "add", { role: "state", label: { text: "*o*" } }),
    edge("query", "add", { role: "target" }),
    line("add", "fork", { role: "state", label: { text: "*u*′ = *u* + *o*" } }),
    edge("fork", "answer", { role: "state" }),
    edge("fork", at("next", "left"), { role: "target", dashed: true, route: "elbow" }),
  ];
}
