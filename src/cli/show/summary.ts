/** `hebb show` without `--stage`: the time of each stage and a summary of its result. */
import { type Step, isLoop } from "../../compile/ir/program.ts";
import { nodesOf } from "../../graph/graph.ts";
import { formatStages } from "../../tensor/inspect/stages.ts";
import type { Compilation } from "../../tensor/inspect/watch.ts";
import { rows } from "../terminal/wrap.ts";
import { computedIn } from "./fused.ts";
import { memorySizes } from "./memory.ts";

export function summaryOf(compilation: Compilation, columns: number): string {
  const lines = [
    ["graph", graphLine(compilation)],
    ["fused", fusedLine(compilation)],
    ["kernels", kernelsLine(compilation)],
    ["memory", memoryLine(compilation)],
    ["wasm", wasmLine(compilation)],
  ] as const;
  return `${formatStages(compilation.record.times())}\n\n${rows(lines, columns)}`;
}

function graphLine({ step: { graph } }: Compilation): string {
  const operations = nodesOf(graph).filter(({ inputs }) => inputs.length > 0);
  const counts = [
    [graph.inputs.length, "input"],
    [graph.outputs.length, "result"],
    [graph.assignments.length, "assigned state"],
    [operations.length, "operation"],
  ] as const;
  return `${listed(counts)}: ${tally(operations.map(({ op }) => op))}`;
}

function fusedLine({ record: { fusions } }: Compilation): string {
  const groups = fusions.flatMap(({ groups, stored }) => groups.map((group) => ({ group, stored })));
  const stored = groups.reduce((sum, { group }) => sum + group.members.size, 0);
  const computed = new Set(groups.flatMap(({ group, stored }) => computedIn(group, stored)));
  const kinds = tally(groups.map(({ group }) => group.kind));
  return `${listed([[groups.length, "group"]])} (${kinds}): ${listed([[stored, "stored array"]])}, ${listed([[computed.size - stored, "inlined value"]])}`;
}

function kernelsLine({ step: { runner } }: Compilation): string {
  const { steps } = runner.program;
  const all = withBodies(steps);
  const loops = all.filter(isLoop).length;
  const sum = (of: (step: Step) => number) => steps.reduce((so, step) => so + of(step), 0);
  const kinds = listed([
    [all.length - loops, "kernel"],
    [loops, "loop"],
  ]);
  const flops = rounded(sum(({ flops }) => flops));
  return `${kinds}: ${flops} floating-point operations; at least ${rounded(sum(({ bytes }) => bytes))} bytes read and written`;
}

function withBodies(steps: readonly Step[]): Step[] {
  return steps.flatMap((step) => (isLoop(step) ? [step, ...withBodies(step.body.steps)] : [step]));
}

function memoryLine({ step: { runner } }: Compilation): string {
  const { outside, scratch, unshared } = memorySizes(runner.program);
  return `${rounded(outside)} bytes of arguments, states and results; ${rounded(scratch)} bytes of scratch (${rounded(unshared)} without sharing)`;
}

function wasmLine({ record, step: { runner } }: Compilation): string {
  const functions = record.times().find(({ stage }) => stage === "assemble")!.sizes["functions"]!;
  return `${listed([[functions, "function"]])}, ${rounded(runner.executable.moduleBytes)} bytes`;
}

/** The counts as text, such as "2 inputs, 1 result". Zero counts are omitted if there are several. */
function listed(counts: readonly (readonly [count: number, noun: string])[]): string {
  return counts
    .filter(([count], _, { length }) => count > 0 || length === 1)
    .map(([count, noun]) => `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`)
    .join(", ");
}

const mostKinds = 8;

/** The number of occurrences of each word, most frequent first. */
function tally(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const sorted = [...counts].sort(([, a], [, b]) => b - a).map(([word, count]) => `${count} ${word}`);
  return [...sorted.slice(0, mostKinds), ...(sorted.length > mostKinds ? ["…"] : [])].join(", ");
}

function rounded(count: number): string {
  return count < 1e5 ? count.toLocaleString("en") : `${(count / 1e6).toFixed(1)} million`;
}
