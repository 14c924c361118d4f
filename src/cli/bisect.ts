/**
 * `hebb bisect`: finds the first operation of each compiled function whose value differs from the reference, and the
 * first one that produces NaN or infinity in any call. Applies the library's `bisect` and `finite` to a whole program.
 */
import { firstDifference } from "../tensor/inspect/bisect.ts";
import type { Check } from "../tensor/program/check.ts";
import type { CompiledFunction } from "../tensor/program/compile.ts";
import { finite } from "../tensor/program/finite.ts";
import { type SubjectOptions, nameOf, watchSubject } from "./subject.ts";
import { typed } from "./typed.ts";

/** Sets the exit code to 1 if a problem was found. */
export async function bisect(subject: string, options: SubjectOptions): Promise<void> {
  const findings = new Findings(subject, options);
  await watchSubject(subject, options, ({ compiled, args }, stop) => {
    findings.compare(compiled, args);
    findings.check(compiled, stop);
  });
}

class Findings {
  readonly #subject: string;
  readonly #hint: string;
  readonly #checked = new Set<CompiledFunction>();
  #found = 0;
  #programs = 0;
  #calls = 0;

  constructor(subject: string, { quick }: SubjectOptions) {
    this.#subject = subject;
    this.#hint = `Next: ${typed()} show ${subject}${quick ? " --quick" : ""} --stage kernels`;
    process.once("exit", () => {
      if (this.#programs > 0) print(`\n${this.#summary()}\n${this.#hint}`);
    });
  }

  /** Compares the operations one by one, on the arguments of the first call. */
  compare(compiled: CompiledFunction, args: readonly unknown[]): void {
    this.#programs++;
    const difference = firstDifference(compiled.prepare(args));
    print(`${nameOf(compiled, this.#subject)}${difference ? "" : ": agrees with the reference"}`);
    if (difference) this.#report(difference);
  }

  /** Checks every call of the function until one produces NaN or infinity. */
  check(compiled: CompiledFunction, checked: () => void): void {
    if (this.#checked.has(compiled)) return;
    this.#checked.add(compiled);
    const own = compiled.options;
    const check: Check = (...run) => {
      this.#calls++;
      const error = finite(...run);
      if (error) {
        print(`${nameOf(compiled, this.#subject)}, call ${compiled.runs + 1}`);
        this.#report(error.message);
        compiled.options = own;
      }
      checked();
      return own.check?.(...run) ?? null;
    };
    compiled.options = { ...own, check };
  }

  #report(found: unknown): void {
    this.#found++;
    process.exitCode = 1;
    print(`  ${String(found).replaceAll(/\n(?=.)/g, "\n  ")}`);
  }

  #summary(): string {
    if (this.#found > 0) return this.#found === 1 ? "1 problem found." : `${this.#found} problems found.`;
    const [programs, calls] = [this.#programs, this.#calls].map((count) => count.toLocaleString("en"));
    return `No difference in ${programs} program${programs === "1" ? "" : "s"}, no NaN or infinity in ${calls} call${calls === "1" ? "" : "s"}.`;
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
