/**
 * Program -> module: all stage functions and the exported `run` that calls them. The bytes depend on the program's
 * structure only, so that the engine finds what it has already optimised.
 */
import { isShared, type Program } from "../../compile/program.ts";
import { ModuleBuilder } from "./assembler/index.ts";
import { idle, publish } from "./control.ts";
import { generators } from "./generators.ts";
import { emitSerialRun } from "./run.ts";

/** The most pages of 64 KiB that a 32-bit memory has. */
export const maximumPages = 65_536;

export interface AssembleOptions {
  /** Fused multiply-add (relaxed SIMD). */
  readonly fma: boolean;
  /** The memory is shared, so that several threads may run a program where they were added. */
  readonly threads: boolean;
}

export interface Assembly {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** How many lines of control words the threads need; 0: only one thread may run it. */
  readonly lines: number;
  /** For printing. */
  readonly module: ModuleBuilder;
}

export function assemble(program: Program, { fma, threads }: AssembleOptions): Assembly {
  const module = moduleOn(threads);
  const emitParallel = threads && program.steps.some(isShared) ? generators.parallel : undefined;
  let lines = 0;
  if (emitParallel) lines = emitParallel(module, program, { fma });
  else emitSerialRun(module, program, { fma });
  return { bytes: module.toBytes(), lines, module };
}

/** What the threads need beside programs: `publish` for thread 0 and `idle` for the others (see control.ts). */
export function assembleControl(): Uint8Array<ArrayBuffer> {
  const module = moduleOn(true);
  return module.export("publish", publish(module)).export("idle", idle(module)).toBytes();
}

function moduleOn(shared: boolean): ModuleBuilder {
  return new ModuleBuilder({ memory: { initial: 1, maximum: maximumPages, shared } });
}
