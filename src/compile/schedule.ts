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
      this.before.push(new Set(earlier.filter((other) => other !== work)));
    }
  }

  /** Lets `value` be written over `target` if that cannot be noticed; false where it must be copied at the end. */
  tryInPlace({ value, target }: Replacement): boolean {
    const writer = this.works.find(({ writes }) => writes.has(value));
    if (!writer || writer.faulty || !workMayOverwrite(writer, target, value)) return false;
    const earlier = this.works.filter((work) => work !== writer && (work.faulty || work.reads.has(target)));
    if (earlier.some((work) => this.depends(work, writer))) return false;
    for (const work of earlier) this.before[this.index.get(writer)!]!.add(work);
    return true;
  }

  /** Adds work that must come last. */
  append(work: Work): void {
    this.index.set(work, this.works.length);
    this.before.push(new Set(this.works));
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

  private depends(work: Work, on: Work): boolean {
    const seen = new Set<Work>();
    const stack = [work];
    while (stack.length > 0) {
      const at = stack.pop()!;
      if (at === on) return true;
      if (seen.has(at)) continue;
      seen.add(at);
      stack.push(...this.before[this.index.get(at)!]!);
    }
    return false;
  }
}
