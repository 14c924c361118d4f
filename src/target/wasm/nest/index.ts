/** The generator of nests: one function for all nests of equal structure in a module. */
import type { Nest } from "../../../compile/ir/program.ts";
import type { FunctionBuilder, ModuleBuilder } from "../assembler/index.ts";
import { LaneScalar } from "./scalar.ts";
import type { StageFunction } from "../base/stage-function.ts";
import { Code } from "./code.ts";
import { buffersOf, nestKey } from "./key.ts";
import { NestWriter } from "./phases.ts";
import { longestStep, unrollingOf } from "./unrolling.ts";
import { writeCode } from "./write.ts";

export { buffersOf, nestKey } from "./key.ts";

export interface NestOptions {
  /** True if `madd` may be fused. */
  readonly fma: boolean;
}

/** A function shared by all nests of one structure. */
interface Shared {
  readonly function: FunctionBuilder;
  /** A number that divides the length of every range for which the function is called. */
  divisor: number;
}

const shared = new WeakMap<ModuleBuilder, Map<string, Shared>>();

/**
 * Generates a function `(pointer of each buffer, faults, start, end)`, which runs the nest for [start, end) of its
 * parallel loop, divided into chunks of `grain`. If the lanes run along that loop, start must be a multiple of 4. The
 * body is written when all calls are known, so that it needs no code for tails that do not occur.
 */
export function emitNest(module: ModuleBuilder, nest: Nest, grain: number, options: NestOptions): StageFunction {
  const functions = shared.get(module) ?? new Map<string, Shared>();
  shared.set(module, functions);
  const key = `${options.fma} ${nestKey(nest)}`;
  const divisor = divisorOfRanges(nest, grain);
  const known = functions.get(key);
  if (known) {
    known.divisor = Math.min(known.divisor, divisor);
    return { index: known.function, buffers: buffersOf(nest) };
  }
  const made = { function: module.function(`nest${functions.size}`), divisor };
  functions.set(key, made);
  module.writeLater(() => writeNest(made, nest, options));
  return { index: made.function, buffers: buffersOf(nest) };
}

/** The largest power of two, at most `longestStep`, that divides the lengths of all chunks. */
function divisorOfRanges({ outer, parallel }: Nest, grain: number): number {
  const extent = outer[parallel]!;
  const bits = (grain < extent ? grain | extent : extent) | longestStep;
  return bits & -bits;
}

function writeNest({ function: f, divisor }: Shared, nest: Nest, options: NestOptions): void {
  const code = new Code();
  const pointer = (name: string) => code.parameter(f.param("i32", name));
  const pointers = new Map(buffersOf(nest).map((buffer, i) => [buffer, pointer(`pointer${i}`)]));
  const [faults, start, end] = [pointer("faults"), pointer("start"), pointer("end")];
  const range = { start, length: code.subtract(end, start), divisor };
  const parameters = { pointers, faults, range };
  new NestWriter(nest, code, new LaneScalar(code, options), parameters, unrollingOf(nest)).write();
  writeCode(f, code);
}
