/** Order of rows in which similar rows are next to each other, for heat maps of units. */

interface Cluster {
  /** Indices of the rows, in the order in which they are drawn. */
  readonly members: readonly number[];
  readonly mean: readonly number[];
}

/** Returns the indices of the rows in the order of a hierarchical clustering by the distance of means (Ward, 1963). */
export function clusteredOrder(rows: readonly (readonly number[])[]): number[] {
  let clusters = rows.map((mean, i): Cluster => ({ members: [i], mean }));
  while (clusters.length > 1) {
    const [a, b] = closest(clusters);
    const [one, other] = inOrder(clusters[a]!, clusters[b]!);
    const rest = clusters.filter((_, i) => i !== a && i !== b);
    clusters = [...rest, { members: [...one.members, ...other.members], mean: together(one, other) }];
  }
  return [...(clusters[0]?.members ?? [])];
}

/** Returns the pair whose union increases the sum of squared distances least. */
function closest(clusters: readonly Cluster[]): [number, number] {
  let [best, least]: [[number, number], number] = [[0, 1], Infinity];
  for (const [i, one] of clusters.entries()) {
    for (const [j, other] of clusters.slice(0, i).entries()) {
      const [m, n] = [one.members.length, other.members.length];
      const cost = ((m * n) / (m + n)) * one.mean.reduce((sum, x, k) => sum + (x - other.mean[k]!) ** 2, 0);
      if (cost < least) [best, least] = [[j, i], cost];
    }
  }
  return best;
}

/** Places the cluster with the larger mean first. */
function inOrder(one: Cluster, other: Cluster): [Cluster, Cluster] {
  const level = ({ mean }: Cluster) => mean.reduce((sum, x) => sum + x, 0);
  return level(one) >= level(other) ? [one, other] : [other, one];
}

function together(one: Cluster, other: Cluster): number[] {
  const [m, n] = [one.members.length, other.members.length];
  return one.mean.map((x, k) => (m * x + n * other.mean[k]!) / (m + n));
}
