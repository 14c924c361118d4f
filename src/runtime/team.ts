/**
 * The threads that run programs: only the calling thread, or a team registered by `threads.ts`. This indirection lets
 * bundlers drop the code for threads from a page that runs everything on its main thread.
 */
import { type AssembleOptions, header } from "../target/wasm/index.ts";
import { heap } from "./memory.ts";

/** One or more threads that run programs together. */
export interface Team {
  /** Address of the header, whose control words are shared by all threads. */
  readonly header: number;
  /** Address of the control lines of the current step. */
  readonly lines: number;
  /** Number of the current step. */
  readonly epoch: number;
  /** Registers a program with all threads and reserves its control lines. Returns the number of the program. */
  add(module: WebAssembly.Module, lines: number): number;
  drop(program: number): void;
  /** Begins a step, in which all ready threads take part. */
  begin(program: number, lines: number, argumentTable: number, scratch: number): void;
  /** Makes all threads leave a failed step. */
  abandon(lines: number): void;
  /** Generates the code that runs a program on the team; undefined for a single thread. */
  readonly emitShared: AssembleOptions["emitShared"];
}

let make: (() => Team) | null = null;
let team: Team | null = null;

/** The team of the process, created on first use. */
export function theTeam(): Team {
  return (team ??= make ? make() : alone());
}

/** Programs compiled afterwards run on the team created by `maker`. */
export function addTeam(maker: () => Team): void {
  if (make) return;
  make = maker;
  team = null;
}

/** A team of one thread. Its programs have no control lines; they use only the fault record of the header. */
function alone(): Team {
  const nobody = (): never => {
    throw new Error("a program for several threads, but none were added");
  };
  return {
    header: newHeader(),
    lines: 0,
    epoch: 0,
    add: nobody,
    drop: nobody,
    begin: nobody,
    abandon: nobody,
    emitShared: undefined,
  };
}

/** Allocates a header, the control words shared by all threads of a team. Returns its address. */
export function newHeader(): number {
  const { pointer } = heap().allocate(header.bytes, "threads");
  heap().words.fill(0, pointer / 4, (pointer + header.bytes) / 4);
  return pointer;
}
