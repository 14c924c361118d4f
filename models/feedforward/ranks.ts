/** Ranks of the nodes of a directed graph: the length of the longest path to each. A cycle has none. */

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
}

/** Ranks of all nodes outside of cycles and not behind them, and a cycle, if there is one. */
export interface Ranks {
  readonly ranks: ReadonlyMap<string, number>;
  /** Nodes of a cycle, in the order of its edges; null if there is none. */
  readonly cycle: readonly string[] | null;
}

/** Removes nodes that read nothing, rank by rank (Kahn, 1962); what remains contains every cycle. */
export function ranksOf(nodes: readonly string[], edges: readonly GraphEdge[]): Ranks {
  const ranks = new Map<string, number>();
  let left = [...nodes];
  for (let rank = 0; left.length > 0; rank++) {
    const waiting = new Set(edges.filter(({ from }) => left.includes(from)).map(({ to }) => to));
    const ready = left.filter((node) => !waiting.has(node));
    if (ready.length === 0) return { ranks, cycle: cycleIn(left, edges) };
    for (const node of ready) ranks.set(node, rank);
    left = left.filter((node) => waiting.has(node));
  }
  return { ranks, cycle: null };
}

/** Follows edges backward among nodes that all read another one of them, until a node repeats. */
function cycleIn(nodes: readonly string[], edges: readonly GraphEdge[]): string[] {
  const path = [nodes[0]!];
  for (;;) {
    const { from } = edges.find((edge) => edge.to === path.at(-1) && nodes.includes(edge.from))!;
    const start = path.indexOf(from);
    if (start >= 0) return path.slice(start).toReversed();
    path.push(from);
  }
}
