/** `hebb show --stage memory`: the address and the live range of each buffer. */
import { readsOf, writesOf } from "../../compile/ir/effects.ts";
import { type Program, isLoop } from "../../compile/ir/program.ts";
import type { Graph } from "../../graph/graph.ts";

/** Memory of a program, in bytes. */
export interface MemorySizes {
  /** Memory of arguments, states and results. */
  readonly outside: number;
  readonly scratch: number;
  /** Total size of the scratch buffers if none shared memory with another. */
  readonly unshared: number;
}

export function memorySizes({ buffers, scratchBytes }: Program): MemorySizes {
  const outside = new Map<number, number>();
  let unshared = 0;
  for (const { bytes, place } of buffers) {
    // A state updated in place has one buffer for each of its values, at the same address.
    if ("external" in place) outside.set(place.external, bytes);
    else unshared += bytes;
  }
  return { outside: [...outside.values()].reduce((sum, bytes) => sum + bytes, 0), scratch: scratchBytes, unshared };
}

/** One line per buffer, followed by the buffers of loop bodies. */
export function printMemory(program: Program, graph: Graph): string {
  const names = [...graph.inputs.map(({ name = "input" }) => name), ...graph.outputs.map((_, i) => `result ${i}`)];
  return sections(program, (external) => names[external] ?? "", "").join("\n\n");
}

function sections(program: Program, nameOf: (external: number) => string, title: string): string[] {
  const { outside, scratch, unshared } = memorySizes(program);
  const count = (bytes: number) => bytes.toLocaleString("en");
  const scratchText = `${count(scratch)} bytes of scratch (${count(unshared)} without sharing)`;
  const head = `${count(outside)} bytes of arguments, states and results; ${scratchText}`;
  const rows = program.buffers.map(({ dtype, bytes, place }, i) => {
    const where = "external" in place ? `argument ${place.external}` : `scratch + ${place.scratch}`;
    const use = usesOf(program, i);
    const steps = use.length === 0 ? "none" : [...new Set([use[0], use.at(-1)])].join(" to ");
    return [`b${i}`, dtype, count(bytes), where, steps, "external" in place ? nameOf(place.external) : ""];
  });
  const bodies = program.steps.flatMap((step, i) =>
    isLoop(step) ? sections(step.body, (external) => `b${step.arguments[external]?.buffer}`, `loop ${i}: `) : [],
  );
  return [`${title}${head}\n${aligned([["buffer", "type", "bytes", "place", "steps", "name"], ...rows])}`, ...bodies];
}

/** Indices of the steps that read or write buffer `i`, in order. */
function usesOf({ steps }: Program, i: number): number[] {
  return steps.flatMap((step, at) => (readsOf(step).includes(i) || writesOf(step).includes(i) ? [at] : []));
}

/** Left-aligned columns, except the number of bytes. */
function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const pad = (cell: string, column: number) =>
    column === 2 ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!);
  return rows.map((row) => row.map(pad).join("  ").trimEnd()).join("\n");
}
