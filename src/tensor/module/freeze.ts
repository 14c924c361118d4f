/** Frozen modules and parameters, which training leaves unchanged. */

const numbers = new WeakMap<object, number>();
const frozen = new Set<number>();
let count = 0;

/** Identifies the set of frozen objects. A program is traced for one such set. */
export let frozenKey = "";

/** Returns true if `thing` itself was frozen. */
export function isFrozen(thing: object): boolean {
  return frozen.size > 0 && frozen.has(numbers.get(thing)!);
}

/** @internal Freezes or unfreezes each of `things`. */
export function setFrozen(things: readonly object[], value: boolean): void {
  for (const thing of things) {
    let number = numbers.get(thing);
    if (number === undefined) numbers.set(thing, (number = count++));
    if (value) frozen.add(number);
    else frozen.delete(number);
  }
  frozenKey = [...frozen].sort((x, y) => x - y).join();
}
