/** Values of a network shown in its diagram, such as the gates of a cell at one time step. */
import type { Structure, StructureNode, StructureScale, Words } from "../../figure.ts";
import { words } from "./parts.ts";

/**
 * Returns the diagram with values at its nodes, by the ids of the nodes: a color on the scale, and the number below the
 * label. Labels of operators leave no space for a number.
 */
export function withValues(
  structure: Structure,
  values: Readonly<Record<string, number>>,
  scale: StructureScale,
): Structure {
  const nodes = structure.nodes.map((node): StructureNode => {
    const value = values[node.id];
    if (value === undefined) return node;
    if (node.shape === "operator") return { ...node, value };
    return { ...node, value, detail: below(node.detail, value) };
  });
  return { ...structure, nodes, scale };
}

function below(detail: Words | undefined, value: number): Words {
  const number = value.toFixed(2).replace("-", "−");
  if (detail === undefined) return number;
  const [en, zh] = typeof detail === "string" ? [detail, detail] : [detail.en, detail.zh];
  return words(`${en}\n${number}`, `${zh}\n${number}`);
}
