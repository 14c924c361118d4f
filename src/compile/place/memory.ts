/**
 * Memory planning for scratch buffers. Two buffers may share memory if no step needs both. A result may overwrite an
 * operand whose live range ends in the same step, if each element is read before its location is written.
 */
import type { Step } from "../ir/program.ts";
import { mayOverwrite, readsOf, writesOf } from "../ir/effects.ts";

const alignment = 64;
/** Padding in bytes: vector loads may read past the end of a buffer. */
const margin = 16;

/** Live range of a buffer: the first and the last step that use it. */
interface Life {
  readonly buffer: number;
  readonly bytes: number;
  first: number;
  last: number;
}

/** Locations of the scratch buffers. */
export interface Layout {
  /** Offset in the scratch region in bytes, keyed by buffer. */
  readonly offsets: ReadonlyMap<number, number>;
  readonly bytes: number;
  /** Buffers that share the location of another buffer, keyed by the former. */
  readonly aliases: ReadonlyMap<number, number>;
}

/**
 * Assigns locations to scratch buffers.
 *
 * `sizes` holds the bytes of every buffer. Buffers in `fixed` are located outside the scratch region; those in
 * `results` are the fixed ones that hold no value at entry.
 */
export function planMemory(
  steps: readonly Step[],
  sizes: ReadonlyMap<number, number>,
  fixed: ReadonlySet<number>,
  results: ReadonlySet<number>,
): Layout {
  const lives = livesOf(steps, sizes, fixed);
  const aliases = shareInPlace(steps, sizes, lives, results);
  const roots = [...lives.values()].filter(({ buffer }) => !aliases.has(buffer));
  // Buffers placed up to now, in order of their offset.
  const placed: Placed[] = [];
  for (const life of roots.sort((a, b) => b.bytes - a.bytes || a.buffer - b.buffer)) place(life, placed);
  return {
    offsets: new Map(placed.map(({ buffer, offset }) => [buffer, offset])),
    bytes: placed.reduce((most, { end }) => Math.max(most, end), 0),
    aliases,
  };
}

interface Placed {
  readonly buffer: number;
  readonly first: number;
  readonly last: number;
  readonly offset: number;
  readonly end: number;
}

/**
 * Places a buffer at the lowest offset that does not overlap a buffer with an overlapping live range. One pass over the
 * list, because a program may have many thousands of buffers.
 */
function place({ buffer, bytes, first, last }: Life, placed: Placed[]): void {
  const size = Math.ceil((bytes + margin) / alignment) * alignment;
  let offset = 0;
  for (const rival of placed) {
    if (rival.first > last || first > rival.last) continue;
    if (offset + size <= rival.offset) break;
    if (rival.end > offset) offset = rival.end;
  }
  let [from, to] = [0, placed.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (placed[middle]!.offset <= offset) from = middle + 1;
    else to = middle;
  }
  placed.splice(from, 0, { buffer, first, last, offset, end: offset + size });
}

function livesOf(
  steps: readonly Step[],
  sizes: ReadonlyMap<number, number>,
  fixed: ReadonlySet<number>,
): Map<number, Life> {
  const lives = new Map<number, Life>();
  steps.forEach((step, time) => {
    for (const buffer of new Set([...readsOf(step), ...writesOf(step)])) {
      if (fixed.has(buffer)) continue;
      const life = lives.get(buffer);
      if (life) life.last = time;
      else lives.set(buffer, { buffer, bytes: sizes.get(buffer)!, first: time, last: time });
    }
  });
  return lives;
}

/**
 * Finds results that can reuse the memory of an operand whose live range ends in the same step, and merges the two live
 * ranges.
 */
function shareInPlace(
  steps: readonly Step[],
  sizes: ReadonlyMap<number, number>,
  lives: ReadonlyMap<number, Life>,
  results: ReadonlySet<number>,
): Map<number, number> {
  const aliases = new Map<number, number>();
  const rootOf = (buffer: number): number => (aliases.has(buffer) ? rootOf(aliases.get(buffer)!) : buffer);
  const taken = new Set<number>();
  steps.forEach((step, time) => {
    const writes = [...new Set(writesOf(step))];
    const dying = [...new Set(readsOf(step))].filter((buffer) => lives.get(buffer)?.last === time);
    for (const source of dying) {
      const isLocal = lives.get(source)!.first === time && !aliases.has(source);
      const isFree = (target: number) =>
        results.has(target) ? isLocal : lives.get(target)?.first === time && !aliases.has(target);
      const target = writes.find(
        (buffer) =>
          buffer !== source &&
          !taken.has(buffer) &&
          sizes.get(buffer) === sizes.get(source) &&
          isFree(buffer) &&
          mayOverwrite(step, source, buffer),
      );
      if (target === undefined) continue;
      taken.add(target);
      if (results.has(target)) {
        aliases.set(source, target);
      } else {
        const root = lives.get(rootOf(source));
        if (root) root.last = Math.max(root.last, lives.get(target)!.last);
        aliases.set(target, rootOf(source));
      }
    }
  });
  return aliases;
}
