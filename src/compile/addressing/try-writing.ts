/** Dry run of a writer, to test whether formulas can be written over the axes of given loops. */
import type { Node } from "../../graph/node.ts";
import type { Access } from "../ir/program.ts";
import type { Chains } from "./chain.ts";
import { Writer } from "./expression-writer.ts";

/** Result of a dry run that succeeded. */
export interface Written {
  /** The stored nodes read by the formulas. */
  readonly reads: ReadonlySet<Node>;
  /** Loads with their accesses. Tables are omitted, because any of their elements may be read. */
  readonly loads: readonly { readonly node: Node; readonly access: Access }[];
  /** Number of expressions. */
  readonly expressions: number;
}

/**
 * Result of a dry run that failed: the movement whose input must be copied first, or null if the axes of the loops do
 * not fit.
 */
export interface Blocked {
  readonly blocked: Node | null;
}

/** Runs `write` with a writer that has no plan; nodes in `stored` count as stored. */
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
    // Node ids as buffer numbers, so that loads of different nodes are different expressions.
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
