/** `hebb show --stage fused`: the nodes of the simplified graph by kernel. */
import type { Fused } from "../../compile/ir/stages.ts";
import { namesOf, printNodes } from "../../graph/print.ts";
import { type Node, topological } from "../../graph/node.ts";
import type { Fusion } from "../../tensor/inspect/stages.ts";

/** One section per group. Stored nodes are marked with `*`; all others are computed where they are used. */
export function printFused(fusions: readonly Fusion[]): string {
  return fusions
    .map((fusion, i) => [...(i === 0 ? [] : [`body of loop ${i}`, ""]), ...printFusion(fusion)].join("\n"))
    .join("\n\n");
}

function printFusion({ stored, groups }: Fusion): string[] {
  const all = topological(groups.flatMap(({ members }) => [...members.keys()]));
  const nameOf = namesOf(all);
  return groups.flatMap((group, i) => {
    const nodes = computedIn(group, stored);
    const lines = printNodes(nodes, nameOf).map((line, n) => `${group.members.has(nodes[n]!) ? "*" : " "} ${line}`);
    return [...(i === 0 ? [] : [""]), `group ${i}: ${group.kind} over ${axesOf(group)}`, ...lines.map(indented)];
  });
}

/** The members of a group and the nodes that are recomputed for them because they are not stored. */
export function computedIn({ members }: Fused, stored: ReadonlySet<Node>): Node[] {
  const isGiven = (node: Node) => node.op === "input" || (stored.has(node) && !members.has(node));
  return topological([...members.keys()], isGiven).filter((node) => !isGiven(node) && node.op !== "const");
}

function axesOf({ sizes, inner }: Fused): string {
  return `[${sizes.map((size, i) => (inner[i] ? `${size} reduced` : `${size}`)).join(", ")}]`;
}

const indented = (line: string) => `  ${line}`;
