/** Group splits: related examples are always in the same part. */
import { ArgumentError } from "../base/errors.ts";
import { foldIn, keyOf, permutation } from "../base/threefry.ts";
import type { Parts } from "./drawn.ts";

/** Options of `splitGroups`. */
export interface GroupSplit {
  /** Minimum fraction of validation examples; groups are never divided. Default 0.1. */
  readonly validation?: number;
  /** Minimum fraction of test examples; groups are never divided. Default 0.1. */
  readonly test?: number;
  /** Random seed of the choice of groups. Default 0. */
  readonly seed?: number;
}

/**
 * Splits `items` into three parts, each in the order of `items`. Items with the same `groupOf` are in the same part.
 * Random groups are chosen for the test part, then for the validation part. Throws an ArgumentError unless the
 * fractions are at least 0 and their sum is below 1.
 */
export function splitGroups<Item>(
  items: readonly Item[],
  groupOf: (item: Item, index: number) => string,
  { validation = 0.1, test = 0.1, seed = 0 }: GroupSplit = {},
): Parts<readonly Item[]> {
  if (!(validation >= 0 && test >= 0 && validation + test < 1)) {
    throw new ArgumentError(
      `examples cannot be split into fractions of ${validation} for validation and ${test} for test`,
      {
        rule: "Both must be at least 0, and their sum below 1.",
      },
    );
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
