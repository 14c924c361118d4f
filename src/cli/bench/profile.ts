/**
 * Where the time of a step goes: each kernel of its program becomes a program of its own, and they run in turn, so that
 * each finds the data and the caches as in a step. Beside it stands what the machine needs at least, by its peak of
 * multiply-adds and its memory bandwidth; data that a cache holds may exceed the latter.
 */
import { isLoop, type Program, type Step } from "../../compile/ir/program.ts";
import { Executable } from "../../runtime/index.ts";
import { compiledFunction } from "../../tensor/program/compile.ts";
import type { Tensor } from "../../tensor/index.ts";
import { Peak, copyBandwidth } from "./peak.ts";
import { columns, formatValue } from "./table.ts";
import type { Case } from "./workload.ts";

export interface KernelProfile {
  /** The formula that it computes. */
  readonly label: string;
  /** Median of one run. */
  readonly ms: number;
  readonly flops: number;
  /** That must at least be read and written. */
  readonly bytes: number;
  /** The least time of this machine for them, over the time taken. */
  readonly limit: number;
}

const seconds = 1;
const leastRuns = 20;
/** Of a kernel that takes no longer than a call: 10 ns, below which the clock says nothing. */
const leastMs = 1e-5;

/** The kernels of the case's program in order. What the program assigns is changed by it. */
export function profile({ step, batches }: Case, threads: number): KernelProfile[] {
  const args = batches[0] as Tensor[];
  step(...args);
  const { program, executable } = compiledFunction(step, "profile").stepFor(args).runner;
  // Nothing is awaited from here on: the memory of the dropped result, into which kernels write, is not given back before.
  const pointers = Int32Array.from(executable.pointers);
  const alone = programsOf(program).map((one) => new Executable(one));
  const times = timeInTurn(alone, pointers);
  for (const one of alone) one.release();
  const [overhead, ...kernels] = times.map(median);
  const peak = new Peak();
  peak.sample();
  const bandwidth = copyBandwidth();
  return piecesOf(program).map(({ label, flops, bytes }, i) => {
    const ms = Math.max(leastMs, kernels[i]! - overhead!);
    const least = Math.max(flops / (1e6 * peak.gflops * threads), bytes / (1e6 * bandwidth));
    return { label, ms, flops, bytes, limit: least / ms };
  });
}

/** A program without steps, which shows what a call costs, and one for each kernel. */
function programsOf(program: Program): Program[] {
  const alone = (steps: Program["steps"]): Program => ({ ...program, steps, commit: 0 });
  return [alone([]), ...piecesOf(program).map((step) => alone([step]))];
}

/** Each kernel; one of a loop's body as a loop around it alone. */
function piecesOf({ steps }: Program): Step[] {
  return steps.flatMap((step): Step[] => {
    if (!isLoop(step)) return [step];
    const { length, body } = step;
    return piecesOf(body).map((piece) => ({
      ...step,
      label: `${length} × ${piece.label}`,
      body: { ...body, steps: [piece] },
      flops: length * piece.flops,
      bytes: length * piece.bytes,
    }));
  });
}

/** Milliseconds of every run of every part. The first runs, in which the engine optimizes, are left out. */
function timeInTurn(parts: readonly Executable[], pointers: Int32Array): number[][] {
  const times = parts.map((): number[] => []);
  const start = performance.now();
  const warm = start + (1000 * seconds) / 2;
  for (let end = start + 1000 * seconds, runs = 0; runs < leastRuns || performance.now() < end;) {
    const counts = performance.now() > warm;
    if (counts) runs++;
    parts.forEach((part, i) => {
      const before = performance.now();
      part.run(pointers);
      if (counts) times[i]!.push(performance.now() - before);
    });
  }
  return times;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
}

/** The table of one case. */
export function formatProfile(name: string, kernels: readonly KernelProfile[]): string {
  const total = kernels.reduce((sum, { ms }) => sum + ms, 0);
  const rows = kernels.map(({ label, ms, flops, bytes, limit }) => [
    label.length > 64 ? `${label.slice(0, 63)}…` : label,
    formatValue(1000 * ms),
    `${((100 * ms) / total).toFixed(1)} %`,
    formatValue(flops / (1e6 * ms)),
    formatValue(bytes / (1e6 * ms)),
    `${(100 * limit).toFixed(0)} %`,
  ]);
  const heading = [`${name}, by kernel`, "us", "share", "GFLOP/s", "GB/s", "of limit"];
  return columns([heading, ...rows, ["sum", formatValue(1000 * total), "", "", "", ""]]);
}
