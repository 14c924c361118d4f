/** The generator of nests: one function for all nests of equal structure in a module. */
import type { Nest } from "../../../compile/ir/program.ts";
import type { FunctionBuilder, ModuleBuilder } from "../assembler/index.ts";
import { LaneScalar } from "./scalar.ts";
import type { StageFunction } from "../base/stage-function.ts";
import { Code } from "./code.ts";
import { buffersOf, nestKey } from "./key.ts";
import { NestWriter } from "./phases.ts";
import { unrollingOf } from "./unrolling.ts";
import { writeCode } from "./write.ts";

export { buffersOf, nestKey } from "./key.ts";

export interface NestOptions {
  /** Whether `madd` may be fused. */
  readonly fma: boolean;
}

const shared = new WeakMap<ModuleBuilder, Map<string, FunctionBuilder>>();

/**
 * A function `(pointer of each of buffers, faults, start, end)` that runs the nest for [start, end) of its parallel
 * loop. Where the lanes run along that loop, start must be a multiple of 4.
 */
export function emitNest(module: ModuleBuilder, nest: Nest, options: NestOptions): StageFunction {
  const functions = shared.get(module) ?? new Map<string, FunctionBuilder>();
  shared.set(module, functions);
  const key = `${options.fma} ${nestKey(nest)}`;
  const existing = functions.get(key);
  const f = existing ?? module.function(`nest${functions.size}`);
  if (!existing) {
    functions.set(key, f);
    writeNest(f, nest, options);
  }
  return { index: f, buffers: buffersOf(nest) };
}

function writeNest(f: FunctionBuilder, nest: Nest, options: NestOptions): void {
  const code = new Code();
  const pointer = (name: string) => code.parameter(f.param("i32", name));
  const pointers = new Map(buffersOf(nest).map((buffer, i) => [buffer, pointer(`pointer${i}`)]));
  const [faults, start, end] = [pointer("faults"), pointer("start"), pointer("end")];
  const range = { start, length: code.subtract(end, start) };
  const parameters = { pointers, faults, range };
  new NestWriter(nest, code, new LaneScalar(code, options), parameters, unrollingOf(nest)).write();
  writeCode(f, code);
}
