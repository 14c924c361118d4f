/**
 * Program -> module: all stage functions and the exported `run` that calls them. The bytes depend on the program's
 * structure only, so that the engine finds what it has already optimized.
 */
import { isShared, type Program } from "../../compile/ir/program.ts";
import { ModuleBuilder } from "./assembler/index.ts";
import { idle, publish } from "./run/control.ts";
import { generatorsOf } from "./stages/generators.ts";
import type { emitParallelRun } from "./run/parallel.ts";
import { emitSerialRun } from "./run/serial.ts";

/** The most pages of 64 KiB that a 32-bit memory has. */
export const maximumPages = 65_536;

export interface AssembleOptions {
  /** Fused multiply-add (relaxed SIMD). */
  readonly fma: boolean;
  /** The memory is shared. */
  readonly shared: boolean;
  /** Writes `run` for several threads, where there are any; without it a program is for one. */
  readonly emitShared?: typeof emitParallelRun | undefined;
  /** The module can be printed. Default: false. */
  readonly listing?: boolean;
  /** Told of each stage when it ends. */
  readonly stages?: ((...ended: AssemblerStage) => void) | undefined;
}

export type AssemblerStage = [stage: "write", functions: number] | [stage: "encode", result: Uint8Array];

export interface Assembly {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** How many lines of control words the threads need; 0: only one thread may run it. */
  readonly lines: number;
  /** For printing. */
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

/** What the threads need beside programs: `publish` for thread 0 and `idle` for the others (see control.ts). */
export function assembleControl(): Uint8Array<ArrayBuffer> {
  const module = moduleOn(true);
  return module.export("publish", publish(module)).export("idle", idle(module)).toBytes();
}

function moduleOn(shared: boolean, listing = false): ModuleBuilder {
  return new ModuleBuilder({ memory: { initial: 1, maximum: maximumPages, shared }, listing });
}
