/**
 * Runs graphs as user programs run (compiled, assembled, in the engine's memory) and compares the results with the
 * reference. Writes out of place are detected: guard bytes surround every argument, and inputs that are not states must
 * stay unchanged. Scratch memory is filled with NaN first. Uses graphs and executables, not tensors.
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

/** Decides whether an element is close enough to the reference's. */
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

/** Builds the graph of `outputs` and `assignments` with all inputs that they read. */
export function graphOf(outputs: readonly Node[], assignments: Graph["assignments"] = []): Graph {
  const roots = [...outputs, ...assignments.flatMap(({ target, value }) => [target, value])];
  return { inputs: topological(roots).filter(({ op }) => op === "input"), outputs, assignments };
}

export type Expected = Pick<ReturnType<typeof evaluate>, "outputs" | "assignments">;

/** Evaluates the reference. Callers that run a graph in several ways can evaluate it once. */
export const expectedOf = (graph: Graph, feeds: Feeds): Expected => evaluate(graph, feeds, { training: true });

/** Runs the graph and checks every element of its results with `judge`. `what` names the case in failure messages. */
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

/** Wraps an error in one whose message includes the graph and the plan. */
export function explained(error: unknown, what: string, compiled: CompiledGraph): Error {
  return new Error(`${what}: ${String(error)}\n\n${String(compiled)}`, { cause: error });
}

function compare(got: ArrayLike<number>, expected: Float64Array, judge: Judge, what: () => string): void {
  expected.forEach((x, i) => {
    if (!judge(got[i]!, x)) assert.fail(`${what()}, element ${i} of ${expected.length}: ${got[i]}, not ${x}`);
  });
}

/** Requires equal numbers, including the sign of zero. */
export const exactly: Judge = Object.is;

/** Requires equal numbers; zeros of both signs are equal. */
export const equally: Judge = (got, expected) => got === expected || Object.is(got, expected);

/** Tolerance relative to the largest element of a result. */
const tolerance = 2e-5;
/** Factor on the reference's own rounding error, which is added to the tolerance if the graph amplifies rounding. */
const amplified = 30;

/**
 * Returns the allowed distance of a float result's elements from `rounded`; `precise` are the same values in f64.
 * `least` is a lower bound of the scale: the size of the operands, for results that may be rounding error only.
 */
export function allowedError(rounded: Float64Array, precise: Float64Array, least = 0): number {
  const noise = rounded.reduce((most, x, i) => Math.max(most, Math.abs(x - precise[i]!) || 0), 0);
  const scale = rounded.reduce((most, x) => Math.max(most, Math.abs(x) || 0), least);
  return tolerance * scale + amplified * noise;
}

export type Mode = "with FMA" | "without FMA";

/** Runs `body` with fused multiply-add, if the engine supports it, and without. */
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
        assert.fail(`a byte outside of all arguments was written, ${pointer - at} bytes before argument ${i}`);
    }
    at = pointer + (bytes[i] ?? 0);
  });
}
