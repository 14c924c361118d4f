/**
 * Histories of settled values. A value that was read, or returned by a compiled function, no longer has a graph; its
 * history lists the ids of all values that a gradient would have reached. With it, `grad` can report a gradient that
 * would be incomplete.
 */
import { differentiated, reachedFrom } from "../../grad/reverse.ts";
import type { Node } from "../../graph/node.ts";
import { type History, type Source, type Spans, sourceOf } from "./source.ts";

/**
 * A history of more spans than this is reduced to `fewSpans` spans by closing the smallest gaps. It then lists ids that
 * are not part of it, but omits none.
 */
const mostSpans = 32;
const fewSpans = 16;

/** Returns the history of the value computed by `root`, without `root` itself. */
export function historyOf(root: Node): History {
  const history: (number | Spans)[] = [];
  // Gradients of different parts of one value share a chain of nodes, so this loop follows the chain to a cached node.
  let at = root;
  for (let before = onlyInput(at); before; before = onlyInput(at)) {
    note(history, before);
    at = before;
  }
  const rest = histories.get(at) ?? walked(at);
  histories.set(at, rest);
  return bounded([...history, ...rest]);
}

/** Histories of nodes at which several chains may meet. */
const histories = new WeakMap<Node, History>();

/** Returns the only input that a gradient of `node` reaches, or null if there are several or if it has been read. */
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

/**
 * Returns the ids for a value computed from the one at `source`: `source` itself and its history. Cached, because data
 * is often used repeatedly.
 */
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

/** Merges a history into a single list of few spans, which may include ids that are not part of it. */
function joined(history: History): Spans {
  const spans = history.flatMap((one) => (typeof one === "number" ? [one, one] : one));
  const ascending = (parity: number) => spans.filter((_, i) => i % 2 === parity).sort((x, y) => x - y);
  const [firsts, lasts] = [ascending(0), ascending(1)];
  // There is a gap before a first id that is preceded by equally many firsts and lasts.
  const gaps = firsts.map((first, i) => first - (lasts[i - 1] ?? -Infinity));
  const wide = gaps.filter((gap) => gap > 1).sort((x, y) => y - x);
  const least = wide.length > mostSpans ? wide[fewSpans]! : 1;
  return firsts.flatMap((first, i) => {
    const begins = gaps[i]! > least;
    const ends = !(gaps[i + 1]! <= least);
    return [...(begins ? [first] : []), ...(ends ? [lasts[i]!] : [])];
  });
}

/** Returns true if the value at `source` was computed from other values. */
export function hasHistory({ history = [], given = [] }: Source): boolean {
  return history.length > 0 || given.length > 0;
}

/** Returns true if the value at `source` was computed from the value with this id. */
export function comesFrom({ history = [], given = [] }: Source, id: number): boolean {
  return mentions(history, id) || given.some((one) => one === id || (typeof one !== "number" && mentions(one, id)));
}

/** Returns true if `history` includes `id`. */
export function mentions(history: History, id: number): boolean {
  return history.some((one) => one === id || (typeof one !== "number" && isWithin(one, id)));
}

function isWithin(spans: Spans, id: number): boolean {
  return spans.some((first, i) => i % 2 === 0 && first <= id && id <= spans[i + 1]!);
}
