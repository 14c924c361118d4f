/**
 * Who runs programs: the calling thread alone, or a team of threads where one was added (`threads.ts`), so that a page
 * whose main thread runs everything does not download what threads need.
 */
import { type AssembleOptions, header } from "../target/wasm/index.ts";
import { heap } from "./memory.ts";

export interface Team {
  /** Address of the words that all threads know from the start. */
  readonly header: number;
  /** Address of the lines of control words of the step that runs, and its number. */
  readonly lines: number;
  readonly epoch: number;
  /** Makes a program known to all threads, and room for its lines; its number. */
  add(module: WebAssembly.Module, lines: number): number;
  drop(program: number): void;
  /** Begins a step: the threads that are ready join in. */
  begin(program: number, lines: number, argumentTable: number, scratch: number): void;
  /** Makes all threads leave a step that failed. */
  abandon(lines: number): void;
  /** Writes programs for the team; undefined: for one thread. */
  readonly emitShared: AssembleOptions["emitShared"];
}

let make: (() => Team) | null = null;
let team: Team | null = null;

/** Made on first use. */
export function theTeam(): Team {
  return (team ??= make ? make() : alone());
}

/** From now on programs are compiled for the team that `maker` makes. */
export function addTeam(maker: () => Team): void {
  if (make) return;
  make = maker;
  team = null;
}

/** One thread: its programs have no lines, so that nothing is asked of it but the words of faults. */
function alone(): Team {
  const nobody = (): never => {
    throw new Error("a program for several threads, where none were added");
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

/** The address of fresh words that all threads of a team share. */
export function newHeader(): number {
  const { pointer } = heap().allocate(header.bytes, "threads");
  heap().words.fill(0, pointer / 4, (pointer + header.bytes) / 4);
  return pointer;
}
