/**
 * Threefry2x32 with 20 rounds, the counter-based generator of all random numbers of Hebb, in plain JavaScript. Compiled
 * programs contain their own implementation, which returns the same words.
 * Source: Salmon, Moraes, Dror, Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3" (2011).
 */

/** Two unsigned 32-bit words. */
export type Words = readonly [number, number];

export const rotations = [13, 15, 26, 6, 17, 29, 16, 24] as const;
export const parity = 0x1bd11bda;

/** Encrypts `counter` with `key`. The 64 random bits of the result depend on these two only. */
export function threefry2x32(key: Words, counter: Words): Words {
  const [key0, key1] = key;
  const schedule = [key0, key1, parity ^ key0 ^ key1] as const;
  let x0 = (counter[0] + key0) | 0;
  let x1 = (counter[1] + key1) | 0;
  for (let round = 0; round < 20; round++) {
    const rotation = rotations[(round & 7) as 0];
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << rotation) | (x1 >>> (32 - rotation))) ^ x0;
    if ((round & 3) === 3) {
      const injection = (round + 1) >> 2;
      x0 = (x0 + schedule[(injection % 3) as 0]) | 0;
      x1 = (x1 + schedule[((injection + 1) % 3) as 0] + injection) | 0;
    }
  }
  return [x0 >>> 0, x1 >>> 0];
}

/** The key of a seed, which must be a safe integer. Negative seeds wrap modulo 2^64. */
export function keyOf(seed: number): Words {
  return [Math.floor(seed / 2 ** 32) >>> 0, seed >>> 0];
}

/** Derives from `key` the key of the n-th draw (epoch, example or parameter). */
export function foldIn(key: Words, n: number): Words {
  return threefry2x32(key, keyOf(n));
}

/** A random permutation of 0 … length - 1 (Fisher and Yates), determined by `key`. */
export function permutation(length: number, key: Words): Int32Array {
  const order = Int32Array.from({ length }, (_, i) => i);
  for (let i = length - 1; i > 0; i--) {
    const [high, low] = threefry2x32(key, [0, i]);
    // All 53 bits of a double are used, so that the bias of the product stays below 2^-21 for any length.
    const j = Math.floor(((high * 2 ** 21 + (low >>> 11)) / 2 ** 53) * (i + 1));
    const kept = order[i]!;
    order[i] = order[j]!;
    order[j] = kept;
  }
  return order;
}
