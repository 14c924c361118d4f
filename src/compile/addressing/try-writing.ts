/** Whether formulas can be written over the axes of some loops, asked by writing them without a plan to write them for. */
import type { Node } from "../../graph/node.ts";
import type { Access } from "../ir/program.ts";
import type { Chains } from "./chain.ts";
import { Writer } from "./expression-writer.ts";

/** What was written. */
export interface Written {
  /** The stored nodes that it reads. */
  readonly reads: ReadonlySet<Node>;
  /** Where it reads them, but for tables, of which it may read anything. */
  readonly loads: readonly { readonly node: Node; readonly access: Access }[];
  /** The number of expressions. */
  readonly expressions: number;
}

/** The movement whose input must be copied before it can be written; null where the axes of the loops do not fit. */
export interface Blocked {
  readonly blocked: Node | null;
}

/** Lets `write` write formulas of what is `stored`. */
export function tryWriting(
  chains: Chains,
  stored: ReadonlySet<Node>,
  write: (writer: Writer) => void,
): Written | Blocked {
  const reads = new Set<Node>();
  const loads: { node: Node; access: Access }[] = [];
  const writer = new Writer({
    chains,
    stored: (node) => stored.has(node),
    // Loads of different nodes are different expressions.
    buffer: (node) => {
      reads.add(node);
      return node.id;
    },
    fault: () => 0,
    shortcut: (node, access) => {
      reads.add(node);
      loads.push({ node, access });
      return null;
    },
  });
  write(writer);
  if (writer.blocked !== undefined) return { blocked: writer.blocked };
  return { reads, loads, expressions: writer.expressions.length };
}
