/**
 * The order of the work. Results come before their readers; state is overwritten in place where everything that reads
 * its old value comes before; nothing that can fail comes after state has changed.
 */
import { type Work, workMayOverwrite } from "../ir/effects.ts";
import { WorkList, note } from "./work-list.ts";

/** A buffer with a new value for state that lives in another. */
export interface Replacement {
  readonly value: number;
  readonly target: number;
}

export class Schedule {
  readonly #list: WorkList;
  readonly #before: Set<Work>[] = [];
  readonly #after = new Map<Work, Work[]>();
  /** What comes after all works that were there before. */
  readonly #appended: Work[] = [];
  readonly #faulty: Work[] = [];

  constructor(works: readonly Work[]) {
    this.#list = new WorkList(works);
    for (const work of works) {
      if (work.faulty) this.#faulty.push(work);
      this.#before.push(new Set());
      for (const buffer of work.reads) {
        for (const other of this.#list.writersOf(buffer)) if (other !== work) this.#precede(other, work);
      }
    }
  }

  #precede(first: Work, second: Work): void {
    this.#before[this.#list.positionOf(second)]!.add(first);
    note(this.#after, first, second);
  }

  /** Lets `value` be written over `target` if that cannot be noticed; false where it must be copied at the end. */
  tryInPlace({ value, target }: Replacement): boolean {
    const [writer] = this.#list.writersOf(value);
    if (!writer || writer.faulty || !workMayOverwrite(writer, target, value)) return false;
    const earlier = new Set([...this.#list.readersOf(target), ...this.#faulty]);
    earlier.delete(writer);
    const later = this.#dependents(writer);
    if ([...earlier].some((work) => later.has(work))) return false;
    for (const work of earlier) this.#precede(work, writer);
    return true;
  }

  /** Adds work that must come last, after all that was added before. */
  append(work: Work): void {
    this.#list.append(work);
    if (work.faulty) this.#faulty.push(work);
    this.#before.push(new Set());
    this.#appended.push(work);
  }

  /** In the given order as far as what must come first allows. Iterative: much may have to come first. */
  order(): Work[] {
    const done = new Set<Work>();
    const stack = this.#list.works.toReversed();
    while (stack.length > 0) {
      const work = stack[stack.length - 1]!;
      const earlier = done.has(work)
        ? []
        : [...this.#before[this.#list.positionOf(work)]!].filter((other) => !done.has(other));
      if (earlier.length > 0) {
        stack.push(...earlier.sort((a, b) => this.#list.positionOf(b) - this.#list.positionOf(a)));
        continue;
      }
      done.add(work);
      stack.pop();
    }
    return [...done];
  }

  /** All that must come after `work`, which was not appended: most new state is read by nothing. */
  #dependents(work: Work): Set<Work> {
    const found = new Set<Work>(this.#appended);
    const stack = [...(this.#after.get(work) ?? [])];
    while (stack.length > 0) {
      const at = stack.pop()!;
      if (found.has(at)) continue;
      found.add(at);
      stack.push(...(this.#after.get(at) ?? []));
    }
    return found;
  }
}
