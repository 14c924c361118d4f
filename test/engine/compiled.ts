/**
 * Runs graphs the way programs of users run (compiled, assembled, on the engine's memory) and judges the results by the
 * reference. What a kernel must not touch is watched: guard bytes around every argument, inputs that are no state, and
 * scratch, which begins as NaN. It knows graphs and executables, not tensors.
 */
import assert from "node:assert/strict";
import { bytesOf, type TypedArray } from "../../src/base/dtype.ts";
import { sizeOf } from "../../src/base/shape.ts";
import { compileGraph } from "../../src/compile/index.ts";
import { printProgram } from "../../src/compile/ir/print.ts";
import type { Program } from "../../src/compile/ir/program.ts";
import type { Graph } from "../../src/graph/graph.ts";
import type { Node } from "../../src/graph/node.ts";
import { topological } from "../../src/graph/node.ts";
import { printGraph } from "../../src/graph/print.ts";
import { evaluate } from "../../src/reference/evaluate.ts";
import { Executable, setDeterministic } from "../../src/runtime/index.ts";
import { heap } from "../../src/runtime/memory.ts";
import { scratchPointer } from "../../src/runtime/scratch.ts";
import { showRelaxedSimd } from "./fma.ts";
import { webAssembly } from "../../src/target/wasm/index.ts";

showRelaxedSimd();

export type Feeds = ReadonlyMap<Node, ArrayLike<number>>;

export interface Results {
  readonly outputs: readonly TypedArray[];
  readonly assignments: readonly TypedArray[];
}

/** How an element may differ from the reference's: "bits", or a bound of its own. */
export type Judge = (got: number, expected: number) => boolean;

const guard = 64;
const untouched = 0xa5;

export class CompiledGraph {
  readonly graph: Graph;
  readonly program: Program;
  readonly #executable: Executable;

  constructor(graph: Graph, options: { readonly winograd?: boolean } = {}) {
    this.graph = graph;
    this.program = compileGraph(graph, { training: true, target: webAssembly, ...options });
    this.#executable = new Executable(this.program);
  }

  run(feeds: Feeds): Results {
    const { inputs, outputs, assignments } = this.graph;
    const externals = [...inputs, ...outputs];
    const bytes = externals.map(({ dtype, shape }) => bytesOf(dtype) * sizeOf(shape));
    const places = layOut(bytes);
    const block = heap().allocate(places.bytes, "tests");
    const pointers = places.offsets.map((offset) => block.pointer + offset);
    const view = (i: number) => heap().view(externals[i]!.dtype, pointers[i]!, sizeOf(externals[i]!.shape));
    new Uint8Array(heap().memory.buffer, block.pointer, places.bytes).fill(untouched);
    inputs.forEach((node, i) => view(i).set(feeds.get(node)!));
    const before = inputs.map((_, i) => view(i).slice());
    new Uint8Array(heap().memory.buffer, scratchPointer(), this.program.scratchBytes).fill(0xff);
    try {
      this.#executable.run(pointers);
    } finally {
      heap().free(block);
    }
    checkGuards(block.pointer, pointers, bytes, places.bytes);
    const state = new Set(assignments.map(({ target }) => target));
    inputs.forEach((node, i) => {
      if (!state.has(node)) assert.deepEqual(view(i), before[i], `input ${i} has changed`);
    });
    return {
      outputs: outputs.map((_, j) => view(inputs.length + j).slice()),
      assignments: assignments.map(({ target }) => view(inputs.indexOf(target)).slice()),
    };
  }

  release(): void {
    this.#executable.release();
  }

  toString(): string {
    return `${printGraph(this.graph)}\n\n${printProgram(this.program)}`;
  }
}

/** A graph of everything that `outputs` read. */
export function graphOf(outputs: readonly Node[], assignments: Graph["assignments"] = []): Graph {
  const roots = [...outputs, ...assignments.flatMap(({ target, value }) => [target, value])];
  return { inputs: topological(roots).filter(({ op }) => op === "input"), outputs, assignments };
}

export type Expected = Pick<ReturnType<typeof evaluate>, "outputs" | "assignments">;

/** What the reference says; who runs a graph in several ways asks once. */
export const expectedOf = (graph: Graph, feeds: Feeds): Expected => evaluate(graph, feeds, { training: true });

/** Runs the graph and holds every element of its results to `judge`; `what` names the case where one fails. */
export function assertAgrees(
  graph: Graph,
  feeds: Feeds,
  judge: (node: Node) => Judge,
  what: string,
  expected: Expected = expectedOf(graph, feeds),
): void {
  const compiled = new CompiledGraph(graph);
  try {
    const results = compiled.run(feeds);
    graph.outputs.forEach((node, j) => {
      compare(results.outputs[j]!, expected.outputs[j]!, judge(node), () => `${what}: output ${j} (${node.op})`);
    });
    graph.assignments.forEach(({ value }, j) => {
      compare(results.assignments[j]!, expected.assignments[j]!, judge(value), () => `${what}: state ${j}`);
    });
  } catch (error) {
    throw explained(error, what, compiled);
  } finally {
    compiled.release();
  }
}

/** What went wrong, with the graph and the plan. */
export function explained(error: unknown, what: string, compiled: CompiledGraph): Error {
  return new Error(`${what}: ${String(error)}\n\n${String(compiled)}`, { cause: error });
}

function compare(got: ArrayLike<number>, expected: Float64Array, judge: Judge, what: () => string): void {
  expected.forEach((x, i) => {
    if (!judge(got[i]!, x)) assert.fail(`${what()}, element ${i} of ${expected.length}: ${got[i]}, not ${x}`);
  });
}

/** Equal numbers; a zero has the right sign. */
export const exactly: Judge = Object.is;

/** Equal numbers; zeros of both signs are equal. */
export const equally: Judge = (got, expected) => got === expected || Object.is(got, expected);

/** Of the largest element of a result. */
const tolerance = 2e-5;
/** Rounding that the graph itself makes worse is allowed on top: so many times what the reference loses. */
const amplified = 30;

/**
 * How far elements of a float result may be from `rounded`, where `precise` has them before rounding. `least` is the size
 * of what they were made of: all that is left may be rounding.
 */
export function allowedError(rounded: Float64Array, precise: Float64Array, least = 0): number {
  const noise = rounded.reduce((most, x, i) => Math.max(most, Math.abs(x - precise[i]!) || 0), 0);
  const scale = rounded.reduce((most, x) => Math.max(most, Math.abs(x) || 0), least);
  return tolerance * scale + amplified * noise;
}

export type Mode = "with FMA" | "without FMA";

/** Once with fused multiply-add, once without, as far as the engine has it. */
export function withAndWithoutFma(body: (mode: Mode) => void): void {
  for (const exact of [false, true]) {
    setDeterministic(exact);
    try {
      body(exact ? "without FMA" : "with FMA");
    } finally {
      setDeterministic(false);
    }
  }
}

function layOut(bytes: readonly number[]): { offsets: number[]; bytes: number } {
  let next = guard;
  const offsets = bytes.map((length) => {
    const offset = next;
    next = Math.ceil((offset + length + guard) / 64) * 64;
    return offset;
  });
  return { offsets, bytes: next };
}

function checkGuards(start: number, pointers: readonly number[], bytes: readonly number[], total: number): void {
  const memory = new Uint8Array(heap().memory.buffer);
  let at = start;
  [...pointers, start + total].forEach((pointer, i) => {
    for (; at < pointer; at++) {
      if (memory[at] !== untouched)
        assert.fail(`${pointer - at} bytes before argument ${i}, a byte was written that is no argument's`);
    }
    at = pointer + (bytes[i] ?? 0);
  });
}
