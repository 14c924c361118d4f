/** Cache of the keys and values of earlier positions, so that decoding computes each of them once. */
import { checkCounts } from "../base/options.ts";
import { type Tensor, checkedIndices, iota, where, zeros } from "../tensor/index.ts";

/** Projected keys and values of each head. */
export interface KeysAndValues {
  /** Keys, f32 [batch, heads, m, features / heads]. */
  readonly keys: Tensor;
  /** Values, f32 [batch, heads, m, features / heads]. */
  readonly values: Tensor;
}

/**
 * Keys and values of the positions decoded so far; m is the capacity. Compiled functions take it as an argument and
 * return the next one; its shapes stay the same, so that one program serves all positions.
 */
export interface AttentionCache extends KeysAndValues {
  /** Number of positions decoded so far, i32 []. */
  readonly length: Tensor;
}

/** Result of decoding some positions. */
export interface Decoding<Cache = AttentionCache> {
  /** Outputs of these positions. */
  readonly outputs: Tensor;
  /** Cache that contains these positions as well. */
  readonly cache: Cache;
}

/** Returns a cache without positions. Throws an ArgumentError unless both counts are integers of at least 1. */
export function emptyCache(caller: string, shape: CacheShape): AttentionCache {
  const { batch, heads, capacity, features } = shape;
  checkCounts(`${caller}.emptyCache`, { batch, capacity }, 1);
  const rows = () => zeros([batch, heads, capacity, features]);
  return { keys: rows(), values: rows(), length: zeros([], "i32") };
}

interface CacheShape {
  readonly batch: number;
  readonly heads: number;
  readonly capacity: number;
  /** Features of one head. */
  readonly features: number;
}

/** Returns the positions of `count` new inputs, i32 [count]. Beyond the capacity, reading a result is a FaultError. */
export function newPositions(caller: string, { keys, length }: AttentionCache, count: number): Tensor {
  return checkedIndices(caller, "position", iota(count).add(length), keys.shape.at(-2)!);
}

/** Returns the cache with keys and values [batch, heads, n, …] at `positions`, i32 [n], which follow the earlier ones. */
export function extended(cache: AttentionCache, added: KeysAndValues, positions: Tensor): AttentionCache {
  const count = positions.shape[0]!;
  if (count === 0) return cache;
  const places = iota(cache.keys.shape.at(-2)!).sub(cache.length);
  const isNew = places.greaterEqual(0).and(places.less(count)).unsqueeze(-1);
  // Rows outside of the new positions repeat one of them; `where` does not select these.
  const spread = (rows: Tensor) => (count === 1 ? rows : rows.take(places.clamp(0, count - 1), -2));
  return {
    keys: where(isNew, spread(added.keys), cache.keys),
    values: where(isNew, spread(added.values), cache.values),
    length: cache.length.add(count),
  };
}

/** Returns a causal mask, bool [n, capacity]: each of the new positions sees itself and all earlier ones. */
export function visibleTo(positions: Tensor, { keys }: KeysAndValues): Tensor {
  return iota(keys.shape.at(-2)!).lessEqual(positions.unsqueeze(-1));
}
