/** Capacity of a modern Hopfield network: the number of patterns up to which at least half of them are recalled. */
import { ModernHopfieldNetwork, type Tensor, compile, scan } from "hebb";
import { recalledShare, spherePatterns } from "./patterns.ts";

/** Number of patterns that are recalled in each trial. */
const recalls = 128;

/** Steps of the bisection, each of which halves the ratio of its ends on a logarithmic scale. */
const bisections = 7;

/** A measurement of a capacity. */
export interface CapacityOptions {
  readonly features: number;
  readonly beta: number;
  /** Number of updates of each recall, which starts at the stored pattern. */
  readonly updates: number;
  /** Most patterns to try. */
  readonly most: number;
}

/**
 * Returns the capacity for random patterns on the sphere, to within 3% if it is below `most`. A single list of patterns
 * is drawn, and every trial stores its beginning.
 */
export async function capacityOf({ features, beta, updates, most }: CapacityOptions): Promise<number> {
  const all = await spherePatterns(most, features);
  let low = 2;
  // Doubles first, because trials with few patterns take less time.
  while (2 * low <= most && (await shareAt(all, 2 * low, beta, updates)) >= 0.5) low *= 2;
  let high = Math.min(most, 2 * low);
  for (let i = 0; i < bisections && high - low > 1; i++) {
    const middle = Math.round(Math.sqrt(low * high));
    if ((await shareAt(all, middle, beta, updates)) >= 0.5) low = middle;
    else high = middle;
  }
  return low;
}

async function shareAt(all: Tensor, count: number, beta: number, updates: number): Promise<number> {
  const patterns = all.slice([0, count]);
  const network = new ModernHopfieldNetwork(count, all.shape[1]!, { beta });
  await network.patterns.set(patterns);
  const asked = patterns.slice([0, Math.min(count, recalls)]);
  return recalledShare(settled(network, updates)(asked), asked);
}

/** Returns a function that updates states this number of times. */
export function settled(network: ModernHopfieldNetwork, updates: number): (start: Tensor) => Tensor {
  return compile((start: Tensor) => {
    const [last] = scan((state: Tensor) => [network.forward(state), null], start, null, { length: updates });
    return last;
  });
}
