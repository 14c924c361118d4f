/**
 * Times each step of a program, a kernel or a loop, by itself. Every step becomes a program of its own on the same arguments and the same
 * scratch region, so that running them in order does what the whole program does, state included.
 */
import type { Program } from "../compile/ir/program.ts";
import { Executable } from "./executable.ts";

export interface KernelTime {
  readonly label: string;
  readonly flops: number;
  readonly bytes: number;
  /** The median over all rounds. */
  readonly microseconds: number;
}

/** Runs the program `rounds` times (optimized code needs a few to be in place), with the threads that are set. */
export function profile(program: Program, pointers: ArrayLike<number>, rounds: number): KernelTime[] {
  const parts = program.steps.map((step) => new Executable({ ...program, steps: [step], commit: 0 }));
  const times = parts.map(() => new Float64Array(rounds));
  for (let round = 0; round < rounds; round++) {
    parts.forEach((part, i) => {
      const began = performance.now();
      part.run(pointers);
      times[i]![round] = performance.now() - began;
    });
  }
  for (const part of parts) part.release();
  return program.steps.map(({ label, flops, bytes }, i) => {
    return { label, flops, bytes, microseconds: 1000 * times[i]!.sort()[rounds >> 1]! };
  });
}
