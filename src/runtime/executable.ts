/**
 * Compiled programs, with their argument table and scratch region. A small program runs in microseconds; therefore
 * `run` allocates nothing and writes only arguments that have changed.
 */
import { ArgumentError, FaultError } from "../base/errors.ts";
import type { Program } from "../compile/ir/program.ts";
import { type AssemblerStage, assemble, header, status } from "../target/wasm/index.ts";
import type { Block } from "./allocator.ts";
import { compileModule } from "./engine.ts";
import { heap } from "./memory.ts";
import { reserveScratch, scratchPointer } from "./scratch.ts";
import { assembleOptions } from "./options.ts";
import { endRun } from "./storage.ts";
import { type Team, theTeam } from "./team.ts";

/** The exported function of a module. A program without control lines ignores `lines`, `epoch` and `thread`. */
type Run = (
  argumentTable: number,
  scratch: number,
  header: number,
  lines: number,
  epoch: number,
  thread: number,
) => number;

const compilerBug = "This is a bug in the compiler, not in the model. Values assigned by this step may be lost.";

/** A completed stage in the construction of an `Executable`. */
export type ExecutableStage = AssemblerStage | [stage: "module" | "instantiate"];

/** A program compiled to a WebAssembly module and instantiated. */
export class Executable {
  readonly program: Program;
  /** Size of the WebAssembly module in bytes. */
  readonly moduleBytes: number;
  readonly #team: Team = theTeam();
  readonly #run: Run;
  readonly #lines: number;
  readonly #id: number;
  readonly #table: Block;
  /** A copy of the argument table. */
  readonly #pointers: Int32Array;

  /** Compiles synchronously. `stages` is called after each stage. */
  constructor(program: Program, stages?: (...ended: ExecutableStage) => void) {
    const { memory } = heap();
    const { buffers, scratchBytes } = program;
    const largest = buffers.reduce((most, { bytes }) => Math.max(most, bytes), scratchBytes);
    heap().checkFits(largest, "a tensor or scratch");
    const { bytes, lines } = assemble(program, { ...assembleOptions(), stages });
    const module = compileModule(bytes);
    stages?.("module");
    this.program = program;
    this.moduleBytes = bytes.length;
    this.#run = new WebAssembly.Instance(module, { env: { memory } }).exports["run"] as Run;
    this.#lines = lines;
    this.#id = lines > 0 ? this.#team.add(module, lines) : 0;
    this.#table = heap().allocate(4 * program.externals, "argument tables");
    this.#pointers = new Int32Array(program.externals);
    heap().words.set(this.#pointers, this.#table.pointer / 4);
    reserveScratch(scratchBytes);
    stages?.("instantiate");
  }

  /** The pointers of the last run. */
  get pointers(): ArrayLike<number> {
    return this.#pointers;
  }

  /** Runs the program; `pointers[i]` is the byte address of external i. Throws a FaultError if the program fails. */
  run(pointers: ArrayLike<number>): void {
    const known = this.#pointers;
    if (pointers.length !== known.length) throw wrongCount(known.length, pointers.length);
    for (let i = 0; i < known.length; i++) {
      // Addresses beyond 2 GiB are negative as i32.
      const pointer = pointers[i]! | 0;
      if (known[i] === pointer) continue;
      known[i] = pointer;
      heap().words[this.#table.pointer / 4 + i] = pointer;
    }
    const code = this.#call();
    endRun();
    if (code !== status.completed) this.#fail(code);
  }

  /** Frees the memory of the program, which must not be run again. */
  release(): void {
    heap().free(this.#table);
    if (this.#lines > 0) this.#team.drop(this.#id);
  }

  #call(): number {
    const team = this.#team;
    const table = this.#table.pointer;
    const scratch = scratchPointer();
    if (this.#lines > 0) team.begin(this.#id, this.#lines, table, scratch);
    try {
      if (this.#lines === 0) return this.#run(table, scratch, team.header, 0, 0, 0);
      return this.#run(table, scratch, team.header, team.lines, team.epoch, 0);
    } catch (error) {
      if (this.#lines > 0) team.abandon(this.#lines);
      throw new FaultError(`The program trapped: ${String(error)}`, {
        rule: compilerBug,
      });
    }
  }

  #fail(code: number): never {
    // All threads must have left the step before its fault record is cleared.
    if (this.#lines > 0) this.#team.abandon(this.#lines);
    if (code === status.poisoned) {
      throw new FaultError("A worker thread trapped while it ran the program", {
        rule: compilerBug,
        fix: "Call setThreads(1) to see the location.",
      });
    }
    const record = (this.#team.header + header.faults) / 4;
    const words = heap().words;
    const [number, index, element] = words.slice(record + 1) as unknown as [number, number, number];
    words.fill(0, record, record + 4);
    const { label, noun, bound, origin } = this.program.faults[number]!;
    const what = noun === undefined ? `index ${index}` : `${noun} ${index} of element ${element}`;
    throw new FaultError(`${label}: ${what} is out of range`, {
      operands: origin === undefined ? [] : [{ name: label, origin }],
      rule: `It must be at least 0 and less than ${bound}.`,
    });
  }
}

function wrongCount(expected: number, given: number): ArgumentError {
  return new ArgumentError(`The program was run with ${given} arguments`, { rule: `It expects ${expected}.` });
}
