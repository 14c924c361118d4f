/**
 * What settled values came from. A value that was read, or that a compiled function returned, has no graph any more; its
 * history still names every value that a gradient would have flowed to, so that `grad` can tell that it would miss a part.
 */
import { differentiated } from "../grad/reverse.ts";
import { type Node, topological } from "../graph/node.ts";
import { type History, sourceOf } from "./source.ts";

/** Longer histories are cut to `fewSpans` by closing the smallest gaps: they name too much rather than too little. */
const mostSpans = 32;
const fewSpans = 16;

/** The histories of `roots`, without themselves. */
export function historiesOf(roots: readonly Node[]): History[] {
  const found = roots.map((): number[] => []);
  // As many roots as a mask has bits share a walk.
  for (let from = 0; from < roots.length; from += 31) {
    const some = roots.slice(from, from + 31);
    const masks = new Map<Node, number>();
    const mark = (node: Node, mask: number) => masks.set(node, masks.get(node)! | mask);
    some.forEach((root, i) => differentiated(root).forEach((input) => mark(input, 1 << i)));
    const order = topological(some, (node) => sourceOf(node) !== undefined);
    for (const node of order.toReversed()) {
      const mask = masks.get(node) ?? 0;
      const source = sourceOf(node);
      const { id } = source ?? node;
      some.forEach((_, i) => mask & (1 << i) && found[from + i]!.push(id, id, ...(source?.history ?? [])));
      if (source === undefined) for (const input of differentiated(node)) mark(input, mask);
    }
  }
  return found.map(joined);
}

/** The spans of all `spans`, which may come in any order, as a history. */
export function joined(spans: readonly number[]): History {
  // Where as many spans have ended as begun, there is a gap.
  const firsts = spans.filter((_, i) => i % 2 === 0).sort(ascending);
  const lasts = spans.filter((_, i) => i % 2 === 1).sort(ascending);
  const gaps = firsts.map((first, i) => first - (lasts[i - 1] ?? -Infinity));
  const open = gaps.filter((gap) => gap > 1);
  const least = open.length <= mostSpans ? 1 : open.sort(ascending).at(-fewSpans - 1)!;
  const result: number[] = [];
  firsts.forEach((first, i) => {
    if (gaps[i]! > least) result.push(first, lasts[i]!);
    else result[result.length - 1] = lasts[i]!;
  });
  return result;
}

function ascending(x: number, y: number): number {
  return x - y;
}

export function mentions(history: History, id: number): boolean {
  return history.some((first, i) => i % 2 === 0 && first <= id && id <= history[i + 1]!);
}
