/**
 * Execution order of the scheduling units. Results come before their readers. State is overwritten in place if all
 * readers of its old value come earlier. No step that can fail comes after the first change of state.
 */
import { type Work, workMayOverwrite } from "../ir/effects.ts";
import { WorkList, note } from "./work-list.ts";

/** A pair of buffers: `value` holds the new value of the state stored in `target`. */
export interface Replacement {
  readonly value: number;
  readonly target: number;
}

/** Dependencies between scheduling units, from which `order` derives the execution order. */
export class Schedule {
  readonly #list: WorkList;
  readonly #before: Set<Work>[] = [];
  readonly #after = new Map<Work, Work[]>();
  /** Units that run after all units added before them. */
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

  /**
   * Writes `value` directly over `target` if no other unit is affected. Returns false if `value` must be copied at the
   * end.
   */
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

  /** Adds a unit that runs after all units added before it. */
  append(work: Work): void {
    this.#list.append(work);
    if (work.faulty) this.#faulty.push(work);
    this.#before.push(new Set());
    this.#appended.push(work);
  }

  /**
   * Returns the units in the given order, except that dependencies come first. Iterative, because chains of
   * dependencies can be long.
   */
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

  /**
   * Returns all units that must run after `work`, which must not be an appended one. The set is usually small, because
   * most new state has no reader.
   */
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
