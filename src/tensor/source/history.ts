/**
 * What settled values came from. A value that was read, or that a compiled function returned, has no graph any more; its
 * history still names every value that a gradient would have flowed to, so that `grad` can tell that it would miss a part.
 */
import { differentiated, reachedFrom } from "../../grad/reverse.ts";
import type { Node } from "../../graph/node.ts";
import { type History, type Source, type Spans, sourceOf } from "./source.ts";

/** More spans are cut to `fewSpans` by closing the smallest gaps: they name too much rather than too little. */
const mostSpans = 32;
const fewSpans = 16;

/** The history of what `root` computes, without itself. */
export function historyOf(root: Node): History {
  const history: (number | Spans)[] = [];
  // The gradients of many parts of one value come from it, one after the other.
  let at = root;
  for (let before = onlyInput(at); before; before = onlyInput(at)) {
    note(history, before);
    at = before;
  }
  const rest = histories.get(at) ?? walked(at);
  histories.set(at, rest);
  return bounded([...history, ...rest]);
}

/** Of nodes that several values come from. */
const histories = new WeakMap<Node, History>();

/** What a gradient of `node` flows to, where that is one value that has not been read. */
function onlyInput(node: Node): Node | null {
  const [input, other] = new Set(differentiated(node));
  return input && !other && !sourceOf(input) ? input : null;
}

function walked(root: Node): History {
  const history: (number | Spans)[] = [];
  for (const node of reachedFrom(root, (one) => sourceOf(one) !== undefined)) {
    if (node !== root) note(history, sourceOf(node) ?? node);
  }
  return bounded(history);
}

function bounded(history: History): History {
  return history.length > mostSpans ? [joined(history)] : history;
}

/** What comes from the value at `source` came from: it, and its own history. Made once, since data is often used again. */
export function lineageOf(source: Source): History {
  if (source.lineage === undefined) {
    const lineage: (number | Spans)[] = [];
    note(lineage, source);
    source.lineage = bounded(lineage);
  }
  return source.lineage;
}

function note(history: (number | Spans)[], { id, history: own = [], given = [] }: Origin): void {
  history.push(id, ...own);
  for (const one of given) {
    if (typeof one === "number") history.push(one);
    else history.push(...one);
  }
}

type Origin = Pick<Source, "id" | "history" | "given">;

/** All that a history names, where it may name too much, in few spans. */
function joined(history: History): Spans {
  const spans = history.flatMap((one) => (typeof one === "number" ? [one, one] : one));
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

/** Whether the value at `source` came from any other. */
export function hasHistory({ history = [], given = [] }: Source): boolean {
  return history.length > 0 || given.length > 0;
}

/** Whether the value at `source` came from what is called `id`. */
export function comesFrom({ history = [], given = [] }: Source, id: number): boolean {
  return mentions(history, id) || given.some((one) => one === id || (typeof one !== "number" && mentions(one, id)));
}

/** Whether `history` names `id`. */
export function mentions(history: History, id: number): boolean {
  return history.some((one) => one === id || (typeof one !== "number" && isWithin(one, id)));
}

function isWithin(spans: Spans, id: number): boolean {
  return spans.some((first, i) => i % 2 === 0 && first <= id && id <= spans[i + 1]!);
}
