/**
 * Where scratch buffers lie: two may share a place if no step needs both. A result takes the place of a value that
 * dies where it is made, if each element is read before its place is written.
 */
import type { Step } from "./program.ts";
import { mayOverwrite, readsOf, writesOf } from "./work.ts";

const alignment = 64;
/** Vector loads may reach beyond the end of a buffer. */
const margin = 16;

interface Life {
  readonly buffer: number;
  readonly bytes: number;
  first: number;
  last: number;
}

export interface Layout {
  /** Bytes from the start of the scratch region, by buffer. */
  readonly offsets: ReadonlyMap<number, number>;
  readonly bytes: number;
  /** Buffers that lie where another one does. */
  readonly aliases: ReadonlyMap<number, number>;
}

/** `sizes` in bytes, of every buffer; `fixed` ones have a place outside; of these, `results` hold nothing before. */
export function planMemory(
  steps: readonly Step[],
  sizes: ReadonlyMap<number, number>,
  fixed: ReadonlySet<number>,
  results: ReadonlySet<number>,
): Layout {
  const lives = livesOf(steps, sizes, fixed);
  const aliases = shareInPlace(steps, sizes, lives, results);
  const roots = [...lives.values()].filter(({ buffer }) => !aliases.has(buffer));
  const placed: (Life & { offset: number })[] = [];
  const bytesOf = ({ bytes }: Life) => Math.ceil((bytes + margin) / alignment) * alignment;
  for (const life of roots.sort((a, b) => b.bytes - a.bytes || a.buffer - b.buffer)) {
    const rivals = placed.filter(({ first, last }) => first <= life.last && life.first <= last);
    rivals.sort((a, b) => a.offset - b.offset);
    let offset = 0;
    for (const rival of rivals) {
      if (offset + bytesOf(life) <= rival.offset) break;
      offset = Math.max(offset, rival.offset + bytesOf(rival));
    }
    placed.push({ ...life, offset });
  }
  return {
    offsets: new Map(placed.map(({ buffer, offset }) => [buffer, offset])),
    bytes: Math.max(0, ...placed.map((life) => life.offset + bytesOf(life))),
    aliases,
  };
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

/** Finds for each step results that can take the place of a value that dies there, and joins their lives. */
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
