/**
 * The order of the work. Results come before their readers; state is overwritten in place where everything that reads
 * its old value comes before; nothing that can fail comes after state has changed.
 */
import { type Work, workMayOverwrite } from "./work.ts";

/** A buffer with a new value for state that lives in another. */
export interface Replacement {
  readonly value: number;
  readonly target: number;
}

export class Schedule {
  private readonly works: Work[];
  private readonly before: Set<Work>[] = [];
  private readonly after = new Map<Work, Work[]>();
  private readonly index = new Map<Work, number>();

  constructor(works: readonly Work[]) {
    this.works = [...works];
    this.works.forEach((work, i) => this.index.set(work, i));
    const writers = new Map<number, Work[]>();
    for (const work of this.works) {
      for (const buffer of work.writes) writers.set(buffer, [...(writers.get(buffer) ?? []), work]);
    }
    for (const work of this.works) {
      const earlier = [...work.reads].flatMap((buffer) => writers.get(buffer) ?? []);
      this.before.push(new Set());
      for (const other of earlier) if (other !== work) this.precede(other, work);
    }
  }

  private precede(first: Work, second: Work): void {
    this.before[this.index.get(second)!]!.add(first);
    const after = this.after.get(first);
    if (after) after.push(second);
    else this.after.set(first, [second]);
  }

  /** Lets `value` be written over `target` if that cannot be noticed; false where it must be copied at the end. */
  tryInPlace({ value, target }: Replacement): boolean {
    const writer = this.works.find(({ writes }) => writes.has(value));
    if (!writer || writer.faulty || !workMayOverwrite(writer, target, value)) return false;
    const earlier = this.works.filter((work) => work !== writer && (work.faulty || work.reads.has(target)));
    const later = this.dependents(writer);
    if (earlier.some((work) => later.has(work))) return false;
    for (const work of earlier) this.precede(work, writer);
    return true;
  }

  /** Adds work that must come last. */
  append(work: Work): void {
    this.index.set(work, this.works.length);
    this.before.push(new Set());
    for (const other of this.works) this.precede(other, work);
    this.works.push(work);
  }

  /** In the given order as far as what must come first allows. */
  order(): Work[] {
    const done = new Set<Work>();
    const visit = (work: Work): void => {
      if (done.has(work)) return;
      done.add(work);
      const earlier = [...this.before[this.index.get(work)!]!];
      earlier.sort((a, b) => this.index.get(a)! - this.index.get(b)!).forEach(visit);
      ordered.push(work);
    };
    const ordered: Work[] = [];
    this.works.forEach(visit);
    return ordered;
  }

  /** All that must come after `work`: most new state is read by nothing. */
  private dependents(work: Work): Set<Work> {
    const found = new Set<Work>();
    const stack = [...(this.after.get(work) ?? [])];
    while (stack.length > 0) {
      const at = stack.pop()!;
      if (found.has(at)) continue;
      found.add(at);
      stack.push(...(this.after.get(at) ?? []));
    }
    return found;
  }
}
