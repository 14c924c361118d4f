/**
 * Calls of stage functions from `run`: addresses of buffers, in the program and in the bodies of its loops. Its users
 * distribute the chunks.
 */
import type { Kernel, Loop, Pass, Program } from "../../../compile/ir/program.ts";
import type { Local, ModuleBuilder } from "../assembler/index.ts";
import { header } from "./control.ts";
import { push } from "../gemm/index.ts";
import type { Frame, StageOptions } from "../stages/generators.ts";
import { emitStage } from "../stages/stage.ts";

/** Return values of `run`. */
export const status = { completed: 0, faulted: 1, poisoned: 2 } as const;

export function openFrame(module: ModuleBuilder, program: Program, options: StageOptions): Frame {
  const f = module.function("run", ["i32"]);
  module.export("run", f);
  const argumentTable = f.param("i32", "argumentTable");
  const scratch = f.param("i32", "scratch");
  return {
    module,
    f,
    options,
    process: f.param("i32", "header"),
    program,
    pushExternal: (i) => f.get(argumentTable).emit("i32.load", 4 * i),
    pushScratch: () => f.get(scratch),
  };
}

/** Runs `body` in each iteration of `loop`, with the frame of the loop's program. */
export function forEachTurn(frame: Frame, loop: Loop, body: (turn: Frame) => void): void {
  const { f } = frame;
  const { length, reverse } = loop;
  if (length === 0) return;
  const index = f.local("i32", "turn");
  const inner: Frame = {
    ...frame,
    program: loop.body,
    pushExternal: (i) => {
      const { buffer, offset, stride } = loop.arguments[i]!;
      pushPointer(frame, buffer);
      if (offset > 0) f.i32(offset).emit("i32.add");
      if (stride > 0) f.get(index).i32(stride).emit("i32.mul").emit("i32.add");
    },
    pushScratch: () => pushPointer(frame, loop.scratch),
  };
  f.i32(reverse ? length - 1 : 0).set(index);
  f.repeat(
    () => {
      body(inner);
      f.increment(index, reverse ? -1 : 1);
    },
    () => {
      if (reverse) f.i32(-1).get(index).emit("i32.lt_s");
      else f.get(index).i32(length).emit("i32.lt_s");
    },
  );
  f.release(index);
}

export function leaveIfFaulted({ f, program, process }: Frame): void {
  if (program.faults.length === 0) return;
  f.get(process).emit("i32.load", header.faults);
  f.if(() => f.i32(status.faulted).return());
}

/** Sets end = min(start + grain, extent). */
export function setEnd({ f }: Frame, { grain, extent }: Kernel, start: Local, end: Local): void {
  f.get(start).i32(grain).emit("i32.add").set(end);
  if (extent % grain === 0) return;
  f.get(end).i32(extent).get(end).i32(extent).emit("i32.lt_u").emit("select").set(end);
}

export function callStages(frame: Frame, kernel: Kernel, start: Local | number, end: Local | number): void {
  if (kernel.pass) return passThrough(frame, kernel, kernel.pass, start, end);
  const { f, process } = frame;
  for (const stage of kernel.stages) {
    const { index, buffers } = emitStage(frame.module, stage, kernel.grain, frame.options);
    for (const buffer of buffers) pushPointer(frame, buffer);
    f.get(process);
    push(f, start);
    push(f, end);
    f.call(index);
  }
}

/**
 * Runs all stages for one unit of the chunk after another. A buffer in `local` holds one unit per chunk; its pointer is
 * shifted, so that stages can address it as if it held all units.
 */
function passThrough(
  frame: Frame,
  kernel: Kernel,
  { scales, local }: Pass,
  start: Local | number,
  end: Local | number,
): void {
  const { f, process } = frame;
  const [unit, skipped] = [f.local("i32", "unit"), f.local("i32", "skipped")];
  push(f, start).set(unit);
  f.repeat(
    () => {
      push(f, start).i32(kernel.grain).emit("i32.div_u").get(unit).emit("i32.sub").set(skipped);
      kernel.stages.forEach((stage, i) => {
        const scale = scales[i]!;
        const { index, buffers } = emitStage(frame.module, stage, scale, frame.options);
        for (const buffer of buffers) {
          pushPointer(frame, buffer);
          const bytes = local.get(buffer);
          if (bytes !== undefined) f.get(skipped).i32(bytes).emit("i32.mul").emit("i32.add");
        }
        f.get(process).get(unit).i32(scale).emit("i32.mul");
        f.get(unit).i32(1).emit("i32.add").i32(scale).emit("i32.mul").call(index);
      });
      f.increment(unit, 1);
    },
    () => {
      f.get(unit);
      push(f, end).emit("i32.lt_u");
    },
  );
  f.release(unit, skipped);
}

function pushPointer({ f, program, pushExternal, pushScratch }: Frame, buffer: number): void {
  const { place } = program.buffers[buffer]!;
  if ("external" in place) {
    pushExternal(place.external);
    return;
  }
  pushScratch();
  if (place.scratch > 0) f.i32(place.scratch).emit("i32.add");
}
