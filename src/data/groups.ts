/** Splits of examples that are related: those of one group are never in two parts. */
import { ArgumentError } from "../base/errors.ts";
import { foldIn, keyOf, permutation } from "../base/threefry.ts";
import type { Parts } from "./drawn.ts";

export interface GroupSplit {
  /** The shares of the examples, at least; a group is never cut. Default 0.1 each. */
  readonly validation?: number;
  readonly test?: number;
  /** Which groups are held out. Default 0. */
  readonly seed?: number;
}

/**
 * Three parts of `items`, each in the order of `items`. Groups, told by what `groupOf` says, are drawn by `seed`, first
 * for the test, then for validation. Throws an ArgumentError for shares that leave nothing to train on.
 */
export function splitGroups<Item>(
  items: readonly Item[],
  groupOf: (item: Item, index: number) => string,
  { validation = 0.1, test = 0.1, seed = 0 }: GroupSplit = {},
): Parts<readonly Item[]> {
  if (!(validation >= 0 && test >= 0 && validation + test < 1)) {
    throw new ArgumentError(`examples cannot be split into ${validation} of validation and ${test} of test`, {
      rule: "Both are from 0 on, and less than 1 together.",
    });
  }
  const groups = new Map<string, number[]>();
  for (const [i, item] of items.entries()) {
    const name = groupOf(item, i);
    const members = groups.get(name);
    if (members === undefined) groups.set(name, [i]);
    else members.push(i);
  }
  const ordered = [...groups.values()];
  const drawn = Array.from(permutation(ordered.length, foldIn(keyOf(seed), 0)), (i) => ordered[i]!).values();
  const take = (share: number) => {
    const taken: number[] = [];
    while (taken.length < share * items.length) taken.push(...(drawn.next().value ?? []));
    return taken;
  };
  const [tested, validated] = [take(test), take(validation)];
  const pick = (rows: readonly number[]) => rows.toSorted((a, b) => a - b).map((i) => items[i]!);
  return { train: pick([...drawn].flat()), validation: pick(validated), test: pick(tested) };
}
