/**
 * Assembles a program into a module: all stage functions and the exported function `run`, which calls them. The bytes
 * depend only on the program's structure, so that engines can reuse code that they have already optimized.
 */
import { isShared, type Program } from "../../compile/ir/program.ts";
import { ModuleBuilder } from "./assembler/index.ts";
import { idle, publish } from "./run/control.ts";
import { generatorsOf } from "./stages/generators.ts";
import type { emitParallelRun } from "./run/parallel.ts";
import { emitSerialRun } from "./run/serial.ts";

/** Maximum number of 64 KiB pages of a 32-bit memory. */
export const maximumPages = 65_536;

/** Options of `assemble`. */
export interface AssembleOptions {
  /** True to use fused multiply-add (relaxed SIMD). */
  readonly fma: boolean;
  /** True if the memory is shared. */
  readonly shared: boolean;
  /** Generates `run` for several threads. If omitted, the program is for a single thread. */
  readonly emitShared?: typeof emitParallelRun | undefined;
  /** True to keep instructions, so that the module can be printed. Default: false. */
  readonly listing?: boolean;
  /** Called after each stage. */
  readonly stages?: ((...ended: AssemblerStage) => void) | undefined;
}

export type AssemblerStage = [stage: "write", functions: number] | [stage: "encode", result: Uint8Array];

/** Result of `assemble`. */
export interface Assembly {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Number of control lines needed by the threads; 0 if only one thread may run the program. */
  readonly lines: number;
  /** The module, for printing. */
  readonly module: ModuleBuilder;
}

export function assemble(program: Program, { fma, shared, emitShared, listing, stages }: AssembleOptions): Assembly {
  const module = moduleOn(shared, listing);
  const options = { fma, generators: generatorsOf(program) };
  let lines = 0;
  if (emitShared && shared && program.steps.some(isShared)) lines = emitShared(module, program, options);
  else emitSerialRun(module, program, options);
  stages?.("write", module.functions.length);
  const bytes = module.toBytes();
  stages?.("encode", bytes);
  return { bytes, lines, module };
}

/** Assembles the control module of the threads: `publish` for thread 0 and `idle` for the others (see control.ts). */
export function assembleControl(): Uint8Array<ArrayBuffer> {
  const module = moduleOn(true);
  return module.export("publish", publish(module)).export("idle", idle(module)).toBytes();
}

function moduleOn(shared: boolean, listing = false): ModuleBuilder {
  return new ModuleBuilder({ memory: { initial: 1, maximum: maximumPages, shared }, listing });
}
