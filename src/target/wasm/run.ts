/**
 * The exported function `run`: calls the stage functions of all kernels in order, chunk by chunk. Chunks are small
 * because a call that began in baseline code stays in it to its end. With threads, all of them run the same function
 * and claim chunks (see control.ts); what is computed does not depend on who claimed what.
 */
import { ArgumentError } from "../../base/errors.ts";
import { type Kernel, type Pass, type Program, chunksOf } from "../../compile/program.ts";
import type { Callable, FunctionBuilder, Local, ModuleBuilder } from "./assembler/index.ts";
import { claim, finish, header, line, maximumChunks, wait } from "./control.ts";
import { type StageOptions, emitStage } from "./stage.ts";

/** What `run` returns. */
export const status = { completed: 0, faulted: 1, poisoned: 2 } as const;

interface Frame {
  readonly module: ModuleBuilder;
  readonly f: FunctionBuilder;
  readonly program: Program;
  readonly options: StageOptions;
  readonly argumentTable: Local;
  readonly scratch: Local;
  readonly process: Local;
}

/** `run(argumentTable, scratch, header) -> status`, for one thread. */
export function emitSerialRun(module: ModuleBuilder, program: Program, options: StageOptions): void {
  const frame = openFrame(module, program, options);
  const { f } = frame;
  const start = f.local("i32", "start");
  const end = f.local("i32", "end");
  program.kernels.forEach((kernel, position) => {
    if (position === program.commit && position > 0) leaveIfFaulted(frame);
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
  });
  leaveIfFaulted(frame);
  f.i32(status.completed);
}

interface Team extends Frame {
  readonly lines: Local;
  readonly epoch: Local;
  readonly thread: Local;
  readonly claim: Callable;
  readonly finish: Callable;
  readonly wait: Callable;
}

/** Kernels of one chunk, which thread 0 runs alone, or one kernel whose chunks are shared. Each section has a line. */
interface Section {
  readonly kernels: { readonly kernel: Kernel; readonly position: number }[];
  /** Chunks that must be done; 1 if thread 0 runs it alone. */
  readonly chunks: number;
}

/**
 * `run(argumentTable, scratch, header, lines, epoch, thread) -> status`, called by any number of threads at once.
 * Threads other than 0 skip what thread 0 runs alone and wait before the next shared kernel until it is done. Returns
 * how many lines there are.
 */
export function emitParallelRun(module: ModuleBuilder, program: Program, options: StageOptions): number {
  const frame = openFrame(module, program, options);
  const { f } = frame;
  const team: Team = {
    ...frame,
    lines: f.param("i32", "lines"),
    epoch: f.param("i32", "epoch"),
    thread: f.param("i32", "thread"),
    claim: claim(module),
    finish: finish(module),
    wait: wait(module),
  };
  const side = f.local("i32", "side");
  f.get(team.thread).i32(1).emit("i32.and").set(side);
  const locals = { side, chunk: f.local("i32", "chunk"), start: f.local("i32", "start"), end: f.local("i32", "end") };
  const sections = sectionsOf(program);
  sections.forEach((section, i) => {
    const before = sections[i - 1];
    const awaitBefore = () => {
      if (before) waitFor(team, i - 1, before.chunks);
    };
    if (section.chunks > 1) {
      awaitBefore();
      runShared(team, section, i, locals);
    } else {
      onThreadZero(team, () => {
        awaitBefore();
        runAlone(team, section, i);
      });
    }
  });
  onThreadZero(team, () => {
    if (sections.length > 0) waitFor(team, sections.length - 1, sections.at(-1)!.chunks);
    leaveIfFaulted(team);
  });
  f.i32(status.completed);
  return sections.length;
}

function sectionsOf(program: Program): Section[] {
  const sections: Section[] = [];
  program.kernels.forEach((kernel, position) => {
    if (kernel.extent === 0) return;
    const chunks = chunksOf(kernel);
    if (chunks > maximumChunks) {
      throw new ArgumentError(`The kernel ${kernel.label} has ${chunks} chunks`, {
        rule: `A kernel has at most ${maximumChunks} chunks, because claims are counted in 16 bits.`,
      });
    }
    const last = sections.at(-1);
    if (chunks === 1 && last?.chunks === 1) last.kernels.push({ kernel, position });
    else sections.push({ kernels: [{ kernel, position }], chunks });
  });
  return sections;
}

interface ChunkLocals {
  readonly side: Local;
  readonly chunk: Local;
  readonly start: Local;
  readonly end: Local;
}

function runShared(team: Team, section: Section, index: number, { side, chunk, start, end }: ChunkLocals): void {
  const { f, epoch } = team;
  const [{ kernel, position }] = section.kernels as [Section["kernels"][number]];
  if (isFirstAtCommit(team.program, position)) leaveIfFaulted(team);
  f.block((exit) => {
    f.loop((again) => {
      lineAddress(team, index).get(epoch).i32(section.chunks).get(side).call(team.claim).tee(chunk);
      f.i32(0).emit("i32.lt_s").brIf(exit);
      f.get(chunk).i32(kernel.grain).emit("i32.mul").set(start);
      setEnd(team, kernel, start, end);
      callStages(team, kernel, start, end);
      lineAddress(team, index).i32(section.chunks).call(team.finish).br(again);
    });
  });
}

function runAlone(team: Team, section: Section, index: number): void {
  for (const { kernel, position } of section.kernels) {
    if (isFirstAtCommit(team.program, position)) leaveIfFaulted(team);
    callStages(team, kernel, 0, kernel.extent);
  }
  lineAddress(team, index).i32(1).call(team.finish);
}

/** Whether nothing that runs lies between the commit and this kernel. */
function isFirstAtCommit({ kernels, commit }: Program, position: number): boolean {
  return position >= commit && commit > 0 && kernels.slice(commit, position).every(({ extent }) => extent === 0);
}

/** Waits for a section; leaves `run` if the step is over or a thread trapped. */
function waitFor({ f, ...team }: Team, index: number, chunks: number): void {
  lineAddress({ f, ...team }, index)
    .get(team.epoch)
    .i32(chunks)
    .get(team.process)
    .call(team.wait)
    .emit("i32.eqz");
  f.if(() => f.i32(status.poisoned).return());
}

function onThreadZero({ f, thread }: Team, body: () => void): void {
  f.get(thread).emit("i32.eqz");
  f.if(body);
}

function lineAddress({ f, lines }: Team, index: number): FunctionBuilder {
  f.get(lines);
  return index === 0 ? f : f.i32(index * line.bytes).emit("i32.add");
}

function openFrame(module: ModuleBuilder, program: Program, options: StageOptions): Frame {
  const f = module.function("run", ["i32"]);
  module.export("run", f);
  const argumentTable = f.param("i32", "argumentTable");
  const pointers = { argumentTable, scratch: f.param("i32", "scratch"), process: f.param("i32", "header") };
  return { module, f, program, options, ...pointers };
}

function leaveIfFaulted({ f, program, process }: Frame): void {
  if (program.faults.length === 0) return;
  f.get(process).emit("i32.load", header.faults);
  f.if(() => f.i32(status.faulted).return());
}

/** end = the lesser of start + grain and the extent. */
function setEnd({ f }: Frame, { grain, extent }: Kernel, start: Local, end: Local): void {
  f.get(start).i32(grain).emit("i32.add").set(end);
  if (extent % grain === 0) return;
  f.get(end).i32(extent).get(end).i32(extent).emit("i32.lt_u").emit("select").set(end);
}

function callStages(frame: Frame, kernel: Kernel, start: Local | number, end: Local | number): void {
  if (kernel.pass) return passThrough(frame, kernel, kernel.pass, start, end);
  const { f, process } = frame;
  const push = (value: Local | number) => (typeof value === "number" ? f.i32(value) : f.get(value));
  for (const stage of kernel.stages) {
    const { index, buffers } = emitStage(frame.module, stage, kernel.grain, frame.options);
    for (const buffer of buffers) pushPointer(frame, buffer);
    f.get(process);
    push(start);
    push(end);
    f.call(index);
  }
}

/** All stages for each unit of the chunk. A buffer that holds one unit for each chunk is passed as if it held all. */
function passThrough(
  frame: Frame,
  kernel: Kernel,
  { scales, local }: Pass,
  start: Local | number,
  end: Local | number,
): void {
  const { f, process } = frame;
  const [unit, skipped] = [f.local("i32", "unit"), f.local("i32", "skipped")];
  const push = (value: Local | number) => (typeof value === "number" ? f.i32(value) : f.get(value));
  push(start).set(unit);
  f.repeat(
    () => {
      push(start).i32(kernel.grain).emit("i32.div_u").get(unit).emit("i32.sub").set(skipped);
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
      push(end).emit("i32.lt_u");
    },
  );
  f.release(unit, skipped);
}

function pushPointer({ f, program, argumentTable, scratch }: Frame, buffer: number): void {
  const { place } = program.buffers[buffer]!;
  if ("external" in place) f.get(argumentTable).emit("i32.load", 4 * place.external);
  else if (place.scratch === 0) f.get(scratch);
  else f.get(scratch).i32(place.scratch).emit("i32.add");
}
