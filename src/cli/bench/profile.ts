/**
 * Profiles the kernels of a step. Each kernel becomes a separate program, and these programs run in turn, so that data
 * and caches are as in a step. The time of a kernel is compared with a limit given by peak arithmetic and memory
 * bandwidth; data in a cache may exceed the latter.
 */
import { isLoop, type Program, type Step } from "../../compile/ir/program.ts";
import { Executable } from "../../runtime/index.ts";
import { compiledFunction } from "../../tensor/program/compile.ts";
import type { Tensor } from "../../tensor/index.ts";
import { Peak, copyBandwidth } from "./peak.ts";
import { columns, formatValue } from "./table.ts";
import type { Case } from "./workload.ts";

export interface KernelProfile {
  /** Formula computed by the kernel. */
  readonly label: string;
  /** Median time of one run. */
  readonly ms: number;
  readonly flops: number;
  /** Minimum number of bytes read and written. */
  readonly bytes: number;
  /** Minimum time for this work on this machine, divided by the measured time. */
  readonly limit: number;
}

const seconds = 1;
const leastRuns = 20;
/** Minimum time of a kernel in milliseconds: 10 ns, the resolution of the clock. */
const leastMs = 1e-5;

/** Profiles the kernels of the program in order. Runs the program, so states of the program change. */
export function profile({ step, batches }: Case, threads: number): KernelProfile[] {
  const args = batches[0] as Tensor[];
  step(...args);
  const { program, executable } = compiledFunction(step, "profile").stepFor(args).runner;
  // No await below: the memory of the dropped result, into which the kernels write, would be released.
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

/** A program without steps, which measures the overhead of a call, and one program per kernel. */
function programsOf(program: Program): Program[] {
  const alone = (steps: Program["steps"]): Program => ({ ...program, steps, commit: 0 });
  return [alone([]), ...piecesOf(program).map((step) => alone([step]))];
}

/** The kernels of a program. A kernel of a loop body is wrapped in a loop of its own. */
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

/** Milliseconds of every run of every part. Excludes the first runs, during which V8 optimizes the code. */
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

/** The profile as a table. */
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
