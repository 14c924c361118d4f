/**
 * The exported function `run` for one thread. It calls the stage functions of all kernels in order, chunk by chunk.
 * Chunks are small because a call that starts in unoptimized code finishes in it.
 */
import { isLoop, type Kernel, type Program, type Step, chunksOf } from "../../../compile/ir/program.ts";
import type { Local, ModuleBuilder } from "../assembler/index.ts";
import { callStages, leaveIfFaulted, openFrame, setEnd, status } from "./frame.ts";
import type { Frame } from "../stages/generators.ts";
import { generator } from "../stages/generators.ts";
import type { StageOptions } from "../stages/generators.ts";

/** Generates `run(argumentTable, scratch, header) -> status` for one thread. */
export function emitSerialRun(module: ModuleBuilder, program: Program, options: StageOptions): void {
  const frame = openFrame(module, program, options);
  const { f } = frame;
  const start = f.local("i32", "start");
  const end = f.local("i32", "end");
  runSteps(frame, start, end, (position) => {
    if (position === program.commit && position > 0) leaveIfFaulted(frame);
  });
  leaveIfFaulted(frame);
  f.i32(status.completed);
}

function runSteps(frame: Frame, start: Local, end: Local, before?: (position: number) => void): void {
  frame.program.steps.forEach((step, position) => {
    before?.(position);
    runStep(frame, step, start, end);
  });
}

/** Runs all chunks and iterations of a step on one thread. */
export function runStep(frame: Frame, step: Step, start: Local, end: Local): void {
  if (isLoop(step)) generator(frame.options.generators, "turns")(frame, step, (turn) => runSteps(turn, start, end));
  else runKernel(frame, step, start, end);
}

function runKernel(frame: Frame, kernel: Kernel, start: Local, end: Local): void {
  const { f } = frame;
  if (kernel.extent === 0) return;
  if (chunksOf(kernel) === 1) {
    callStages(frame, kernel, 0, kernel.extent);
    return;
  }
  f.i32(0).set(start);
  f.repeat(
    () => {
      setEnd(frame, kernel, start, end);
      callStages(frame, kernel, start, end);
      f.get(end).set(start);
    },
    () => f.get(start).i32(kernel.extent).emit("i32.lt_u"),
  );
}
