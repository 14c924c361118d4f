/**
 * What settled values came from. A value that was read, or that a compiled function returned, has no graph any more; its
 * history still names every value that a gradient would have flowed to, so that `grad` can tell that it would miss a part.
 */
import { reachedFrom } from "../grad/reverse.ts";
import type { Node } from "../graph/node.ts";
import { type History, sourceOf } from "./source.ts";

/** Longer histories are cut to `fewSpans` by closing the smallest gaps: they name too much rather than too little. */
const mostSpans = 32;
const fewSpans = 16;

/** The history of what `root` computes, without itself. */
export function historyOf(root: Node): History {
  const [, ...others] = reachedFrom(root, (node) => sourceOf(node) !== undefined);
  return joined(others.flatMap((node) => withValue([], sourceOf(node) ?? node)));
}

interface Value {
  readonly id: number;
  readonly history?: History | undefined;
}

/** The history of what came from a value too. */
export function withValue(history: History, { id, history: own }: Value): History {
  if (own === undefined) return [...history, id, id];
  const spans = [...history, id, id, ...own];
  return spans.length > 4 * mostSpans ? joined(spans) : spans;
}

/** The same with spans that touch made one, and not more than there may be. */
function joined(spans: readonly number[]): History {
  const ascending = (parity: number) => spans.filter((_, i) => i % 2 === parity).sort((x, y) => x - y);
  const [firsts, lasts] = [ascending(0), ascending(1)];
  // Before a first that comes after as many lasts as there were firsts, there is a gap.
  const gaps = firsts.map((first, i) => first - (lasts[i - 1] ?? -Infinity));
  const wide = gaps.filter((gap) => gap > 1).sort((x, y) => y - x);
  const least = wide.length > mostSpans ? wide[fewSpans]! : 1;
  return firsts.flatMap((first, i) => {
    const begins = gaps[i]! > least;
    const ends = !(gaps[i + 1]! <= least);
    return [...(begins ? [first] : []), ...(ends ? [lasts[i]!] : [])];
  });
}

export function mentions(history: History, id: number): boolean {
  return history.some((first, i) => i % 2 === 0 && first <= id && id <= history[i + 1]!);
}
