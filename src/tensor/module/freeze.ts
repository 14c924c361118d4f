/** Frozen modules and parameters: training leaves them as they are. */

const numbers = new WeakMap<object, number>();
const frozen = new Set<number>();
let count = 0;

/** Tells apart what is frozen: a program is traced for one state of it. */
export let frozenKey = "";

export function isFrozen(thing: object): boolean {
  return frozen.size > 0 && frozen.has(numbers.get(thing)!);
}

/** For Hebb's own use: freezes each of `things`, or the contrary. */
export function setFrozen(things: readonly object[], value: boolean): void {
  for (const thing of things) {
    let number = numbers.get(thing);
    if (number === undefined) numbers.set(thing, (number = count++));
    if (value) frozen.add(number);
    else frozen.delete(number);
  }
  frozenKey = [...frozen].sort((x, y) => x - y).join();
}
