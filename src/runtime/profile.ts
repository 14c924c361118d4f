/**
 * Times each step of a program (a kernel or a loop) separately. Every step becomes a program of its own with the same
 * arguments and scratch region, so that running all of them in order has the same effects as the whole program.
 */
import type { Program } from "../compile/ir/program.ts";
import { Executable } from "./executable.ts";

/** Cost and running time of one step. */
export interface KernelTime {
  readonly label: string;
  readonly flops: number;
  readonly bytes: number;
  /** Median over all rounds. */
  readonly microseconds: number;
}

/**
 * Runs the program `rounds` times on the current number of threads. Engines optimize its code during the first rounds.
 */
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
