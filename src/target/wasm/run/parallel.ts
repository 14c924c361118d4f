/**
 * The exported function `run` for any number of threads. All threads run the same function and claim chunks (see
 * control.ts). Results do not depend on the assignment of chunks to threads.
 */
import { ArgumentError } from "../../../base/errors.ts";
import {
  chunksOf,
  isEmpty,
  isLoop,
  isShared,
  type Kernel,
  type Loop,
  type Program,
  type Step,
} from "../../../compile/ir/program.ts";
import type { Callable, FunctionBuilder, Local, ModuleBuilder } from "../assembler/index.ts";
import { claim, finish, line, maximumChunks, wait } from "./control.ts";
import { callStages, leaveIfFaulted, openFrame, setEnd, status } from "./frame.ts";
import type { Frame } from "../stages/generators.ts";
import { generator } from "../stages/generators.ts";
import { runStep } from "./serial.ts";
import type { StageOptions } from "../stages/generators.ts";

interface Team extends Frame {
  /** Address of the control line of the first section. */
  readonly lines: Local;
  readonly epoch: Local;
  readonly thread: Local;
  /** 0 if the thread claims chunks from the front, 1 if from the back. */
  readonly side: Local;
  readonly chunk: Local;
  readonly start: Local;
  readonly end: Local;
  readonly claim: Callable;
  readonly finish: Callable;
  readonly wait: Callable;
}

/** A part of a program between two barriers. `line` is the number of its first control line. */
type Section =
  /** Steps run by thread 0 alone. The others wait for them before the next shared section. */
  | { readonly kind: "alone"; readonly line: number; readonly steps: { step: Step; position: number }[] }
  | { readonly kind: "shared"; readonly line: number; readonly kernel: Kernel; readonly position: number }
  /** A loop, which ends with its own barrier. */
  | { readonly kind: "loop"; readonly line: number; readonly loop: Loop; readonly sections: Sections };

interface Sections {
  readonly list: readonly Section[];
  readonly lines: number;
}

/**
 * Generates `run(argumentTable, scratch, header, lines, epoch, thread) -> status`, which any number of threads may call
 * at the same time. Returns the number of control lines.
 */
export function emitParallelRun(module: ModuleBuilder, program: Program, options: StageOptions): number {
  const frame = openFrame(module, program, options);
  const { f } = frame;
  const team: Team = {
    ...frame,
    lines: f.param("i32", "lines"),
    epoch: f.param("i32", "epoch"),
    thread: f.param("i32", "thread"),
    side: f.local("i32", "side"),
    chunk: f.local("i32", "chunk"),
    start: f.local("i32", "start"),
    end: f.local("i32", "end"),
    claim: claim(module),
    finish: finish(module),
    wait: wait(module),
  };
  f.get(team.thread).i32(1).emit("i32.and").set(team.side);
  const sections = sectionsOf(program);
  runSections(team, sections, (position) => {
    if (isFirstAtCommit(program, position)) leaveIfFaulted(team);
  });
  onThreadZero(team, () => {
    waitForLast(team, sections);
    leaveIfFaulted(team);
  });
  f.i32(status.completed);
  return sections.lines;
}

function sectionsOf({ steps }: Program): Sections {
  const list: Section[] = [];
  let lines = 0;
  steps.forEach((step, position) => {
    if (isEmpty(step)) return;
    const last = list.at(-1);
    if (!isShared(step)) {
      if (last?.kind === "alone") last.steps.push({ step, position });
      else list.push({ kind: "alone", line: lines++, steps: [{ step, position }] });
    } else if (isLoop(step)) {
      const sections = sectionsOf(step.body);
      list.push({ kind: "loop", line: lines, loop: step, sections });
      lines += step.length * sections.lines;
    } else {
      checkChunks(step);
      list.push({ kind: "shared", line: lines++, kernel: step, position });
    }
  });
  return { list, lines };
}

function checkChunks(kernel: Kernel): void {
  const chunks = chunksOf(kernel);
  if (chunks <= maximumChunks) return;
  throw new ArgumentError(`The kernel ${kernel.label} has ${chunks} chunks`, {
    rule: `A kernel must have at most ${maximumChunks} chunks, since claims are counted in 16 bits.`,
  });
}

/** Runs sections in order. `before` generates the code before the step at a position of the program. */
function runSections(team: Team, { list }: Sections, before?: (position: number) => void): void {
  list.forEach((section, i) => {
    const awaitBefore = () => waitFor(team, list[i - 1]);
    if (section.kind === "alone") {
      onThreadZero(team, () => {
        awaitBefore();
        for (const { step, position } of section.steps) {
          before?.(position);
          runStep(team, step, team.start, team.end);
        }
        lineAddress(team, section.line).i32(1).call(team.finish);
      });
      return;
    }
    awaitBefore();
    if (section.kind === "loop") {
      runLoop(team, section);
    } else {
      before?.(section.position);
      runShared(team, section.kernel, section.line);
    }
  });
}

/** Runs a loop. Every iteration has its own control lines. */
function runLoop(team: Team, { loop, sections, line: first }: Section & { readonly kind: "loop" }): void {
  const { f } = team;
  const lines = f.local("i32", "turnLines");
  lineAddress(team, first).set(lines);
  generator(team.options.generators, "turns")(team, loop, (turn) => {
    const inner: Team = { ...team, ...turn, lines };
    runSections(inner, sections);
    waitForLast(inner, sections);
    f.increment(lines, sections.lines * line.bytes);
  });
  f.release(lines);
}

function runShared(team: Team, kernel: Kernel, at: number): void {
  const { f, epoch, side, chunk, start, end } = team;
  const chunks = chunksOf(kernel);
  f.block((exit) => {
    f.loop((again) => {
      lineAddress(team, at).get(epoch).i32(chunks).get(side).call(team.claim).tee(chunk);
      f.i32(0).emit("i32.lt_s").brIf(exit);
      f.get(chunk).i32(kernel.grain).emit("i32.mul").set(start);
      setEnd(team, kernel, start, end);
      callStages(team, kernel, start, end);
      lineAddress(team, at).i32(chunks).call(team.finish).br(again);
    });
  });
}

/** Returns true if all steps between the commit and this step are empty. */
function isFirstAtCommit({ steps, commit }: Program, position: number): boolean {
  return position >= commit && commit > 0 && steps.slice(commit, position).every(isEmpty);
}

function waitForLast(team: Team, { list }: Sections): void {
  waitFor(team, list.at(-1));
}

/** Waits for a section. Returns from `run` if the step is over or a thread trapped. */
function waitFor(team: Team, section: Section | undefined): void {
  if (!section || section.kind === "loop") return;
  const { f } = team;
  const chunks = section.kind === "alone" ? 1 : chunksOf(section.kernel);
  lineAddress(team, section.line).get(team.epoch).i32(chunks).get(team.process).call(team.wait).emit("i32.eqz");
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
