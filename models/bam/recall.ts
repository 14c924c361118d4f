/** Recall of pairs in both directions, and the number of pairs up to which it works. */
import { BidirectionalAssociativeMemory, type Tensor, compile, hebbianWeights } from "hebb";
import { agreement, randomPatterns } from "./patterns.ts";

/** Sweeps of each recall. Most rest after three. */
const sweeps = 12;

/** Pairs of patterns, one per row. */
export interface PatternPairs {
  readonly x: Tensor;
  readonly y: Tensor;
}

export async function randomPairs(count: number, first: number, second: number): Promise<PatternPairs> {
  return { x: await randomPatterns(count, first), y: await randomPatterns(count, second) };
}

/** Stores pairs by the Hebb rule. */
export async function storing({ x, y }: PatternPairs): Promise<BidirectionalAssociativeMemory> {
  const memory = new BidirectionalAssociativeMemory(x.shape[1]!, y.shape[1]!);
  await memory.weight.set(hebbianWeights(x, y));
  return memory;
}

/** Shares of correct bits in the layer that was not shown, for each pair. */
export interface Recalled {
  /** Second layer, recalled from the first. */
  readonly forth: readonly number[];
  /** First layer, recalled from the second. */
  readonly back: readonly number[];
}

/** Recalls each pair from its damaged x, and from its damaged y. */
export async function recallBoth(
  memory: BidirectionalAssociativeMemory,
  { x, y }: PatternPairs,
  damaged: PatternPairs,
): Promise<Recalled> {
  const forth = compile((x: Tensor) => memory.forward(x, sweeps).second)(damaged.x);
  const back = compile((y: Tensor) => memory.backward(y, sweeps).first)(damaged.y);
  return { forth: await agreement(forth, y), back: await agreement(back, x) };
}

/** Share of correct bits from which on a pair counts as recalled. */
const enough = 0.95;

/** Capacities of one memory: pairs at rest in both layers, and second layers read in one pass. */
export interface Capacities {
  readonly both: number;
  readonly onePass: number;
}

/**
 * Returns the numbers of random pairs up to which at least half of them are recalled from their exact x. All trials
 * store the beginning of one list of pairs.
 */
export async function capacitiesOf(first: number, second: number): Promise<Capacities> {
  const most = 2 * Math.max(first, second);
  const all = await randomPairs(most, first, second);
  return {
    both: await bisected(most, (count) => shareAt(all, count, sweeps, true)),
    onePass: await bisected(most, (count) => shareAt(all, count, 1, false)),
  };
}

async function bisected(most: number, share: (count: number) => Promise<number>): Promise<number> {
  let [low, high] = [1, most];
  while (high - low > Math.max(1, 0.03 * low)) {
    const middle = Math.round(Math.sqrt(low * high));
    if (middle === low || middle === high) break;
    if ((await share(middle)) >= 0.5) low = middle;
    else high = middle;
  }
  return low;
}

async function shareAt({ x, y }: PatternPairs, count: number, sweeps: number, both: boolean): Promise<number> {
  const pairs = { x: x.slice([0, count]), y: y.slice([0, count]) };
  const memory = await storing(pairs);
  const found = compile((x: Tensor) => memory.forward(x, sweeps))(pairs.x);
  const second = await agreement(found.second, pairs.y);
  const first = both ? await agreement(found.first, pairs.x) : second;
  return second.filter((share, i) => share >= enough && first[i]! >= enough).length / count;
}
