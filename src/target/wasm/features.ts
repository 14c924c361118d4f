/**
 * Detects WebAssembly extensions of the engine by validating small modules. The result is cached on first use, not when
 * the module is loaded, so that a command-line program can set an engine flag before.
 */
import { ModuleBuilder } from "./assembler/index.ts";

/** WebAssembly extensions supported by the engine. */
export interface Features {
  /** 128-bit vectors. */
  readonly simd: boolean;
  /** Fused multiply-add (relaxed SIMD). */
  readonly relaxed: boolean;
  /** Shared memory and atomics. The host decides separately if memory can be shared with workers. */
  readonly threads: boolean;
}

let detected: Features | undefined;

export function detect(): Features {
  detected ??= { simd: hasSimd(), relaxed: hasRelaxedSimd(), threads: hasThreads() };
  return detected;
}

function hasSimd(): boolean {
  const module = new ModuleBuilder();
  module.function("probe", ["v128"]).f32x4(1).f32x4(2).emit("f32x4.add");
  return validates(module.toBytes());
}

function hasRelaxedSimd(): boolean {
  const module = new ModuleBuilder();
  module.function("probe", ["v128"]).f32x4(1).f32x4(2).f32x4(3).emit("f32x4.relaxed_madd");
  return validates(module.toBytes());
}

function hasThreads(): boolean {
  const module = new ModuleBuilder({ memory: { initial: 1, maximum: 1, shared: true } });
  module.function("probe", ["i32"]).i32(0).i32(1).emit("i32.atomic.rmw.add");
  return validates(module.toBytes());
}

/** Validates a module; returns false if the engine has no WebAssembly. */
function validates(bytes: Uint8Array<ArrayBuffer>): boolean {
  return typeof WebAssembly === "object" && WebAssembly.validate(bytes);
}
